import type { Flow } from '../network/builder.ts'

const means = [0.485, 0.456, 0.406] as const
const deviations = [0.229, 0.224, 0.225] as const
const meanPixel = [103.939, 116.779, 123.68] as const

/** Keras's preprocessing `torch`, from pixels in [0, 1]: less ImageNet's mean, divided by its standard deviation. */
export function toImageNetStatistics(pixels: Flow): Flow {
  const scale = deviations.map((deviation) => 1 / deviation)
  const offset = means.map((mean, channel) => -mean / (deviations[channel] as number))
  return pixels.rescaling('rescaling', scale, offset)
}

/** Keras's preprocessing `caffe`, from pixels in [0, 1]: blue, green, red in [0, 255], less ImageNet's mean pixel. */
export function toCenteredBgr(pixels: Flow): Flow {
  const offset = meanPixel.map((mean) => -mean)
  return pixels.reverseChannels('bgr').rescaling('rescaling', 255, offset)
}
