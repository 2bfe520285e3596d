import type { Flow } from '../network/builder.ts'

const means = [0.485, 0.456, 0.406] as const
const deviations = [0.229, 0.224, 0.225] as const
const meanPixel = [103.939, 116.779, 123.68] as const

/** Keras's preprocessing `torch`, from pixels in [0, 1]: less ImageNet's mean, divided by its standard deviation. */
export function toImageNetStatistics(pixels: Flow): Flow {
  const [mean, deviation] = [forChannels(pixels, means), forChannels(pixels, deviations)]
  const offset = mean.map((value, channel) => -value / (deviation[channel] as number))
  return pixels.rescaling(
    'rescaling',
    deviation.map((value) => 1 / value),
    offset,
  )
}

/** Keras's preprocessing `caffe`, from pixels in [0, 1]: blue, green, red in [0, 255], less ImageNet's mean pixel. */
export function toCenteredBgr(pixels: Flow): Flow {
  const offset = forChannels(pixels, meanPixel).map((mean) => -mean)
  return pixels.reverseChannels('bgr').rescaling('rescaling', 255, offset)
}

/** EfficientNet's further factor 1/√σ for ImageNet's files (TensorFlow issue 49930). */
export function byRootOfDeviations(pixels: Flow, name: string): Flow {
  const scale = forChannels(pixels, deviations).map((deviation) => 1 / Math.sqrt(deviation))
  return pixels.rescaling(
    name,
    scale,
    scale.map(() => 0),
  )
}

/** A value for every channel of the images; where they are not three colours, the average for each of them. */
function forChannels({ shape }: Flow, ofColours: readonly [number, number, number]): readonly number[] {
  const channels = shape.at(-1) ?? 0
  if (channels === ofColours.length) return ofColours
  const average = ofColours.reduce((sum, value) => sum + value, 0) / ofColours.length
  return Array.from({ length: channels }, () => average)
}
