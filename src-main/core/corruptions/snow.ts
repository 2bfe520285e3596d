import type { Shape3 } from '../network/network.ts'
import { mapAxes } from './bands.ts'
import { bySeverity } from './by-severity.ts'
import { clippedZoom } from './clipped-zoom.ts'
import { truncated } from './eight-bits.ts'
import { grayOf } from './gray.ts'
import { motionBlur } from './motion.ts'
import { normals } from './noise-draws.ts'

/** Flakes are where the layer is above `threshold`; `mix`: share of the image beside its whitened self. */
type Snow = readonly [
  ...[mean: number, deviation: number, zoom: number, threshold: number],
  ...[radius: number, sigma: number, mix: number],
]

interface SnowDraws {
  /** [height · width], normal with the constants' mean and deviation. */
  readonly layer: Float32Array
  readonly degrees: number
}

/** Flakes [height · width] 0 … 255: a normal layer, enlarged, cut at the threshold and blurred along its fall. */
function flakes(
  [, , zoom, threshold, radius, sigma]: Snow,
  [height, width]: Shape3,
  { layer, degrees }: SnowDraws,
): Uint8Array {
  const zoomed = mapAxes(layer, [height, width, 1], clippedZoom(height, zoom), clippedZoom(width, zoom))
  const cut = zoomed.map((value) => (value < threshold ? 0 : value * 255))
  return motionBlur(truncated(cut), [height, width, 1], [radius, sigma], degrees)
}

/** A whitened image under falling flakes: the layer and itself turned by 180°, added. */
export const snow = bySeverity<Snow, SnowDraws>({
  id: 'snow',
  title: 'Snow',
  family: 'snow',
  at64: [
    [0.1, 0.2, 1, 0.6, 8, 3, 0.8],
    [0.1, 0.2, 1, 0.5, 10, 4, 0.8],
    [0.15, 0.3, 1.75, 0.55, 10, 4, 0.7],
    [0.25, 0.3, 2.25, 0.6, 12, 6, 0.65],
    [0.3, 0.3, 1.25, 0.65, 14, 12, 0.6],
  ],
  at224: [
    [0.1, 0.3, 3, 0.5, 10, 4, 0.8],
    [0.2, 0.3, 2, 0.5, 12, 4, 0.7],
    [0.55, 0.3, 4, 0.9, 12, 8, 0.7],
    [0.55, 0.3, 4.5, 0.85, 12, 8, 0.65],
    [0.55, 0.3, 2.5, 0.85, 12, 12, 0.55],
  ],
  draw: ([mean, deviation], [height, width], random) => ({
    layer: normals(height * width, mean, deviation, random),
    degrees: random.uniform(-135, -45),
  }),
  render(constants, pixels, shape, draws) {
    const layer = flakes(constants, shape, draws)
    const channels = shape[2]
    const mix = constants[6]
    const output = new Float64Array(pixels.length)
    for (let place = 0; place < layer.length; place++) {
      const at = place * channels
      const value = (channel: number): number => (pixels[at + channel] as number) / 255
      const gray = channels === 3 ? grayOf(value(0), value(1), value(2)) : value(0)
      const fallen = ((layer[place] as number) + (layer[layer.length - 1 - place] as number)) / 255
      for (let channel = 0; channel < channels; channel++) {
        const whitened = Math.max(value(channel), gray * 1.5 + 0.5)
        output[at + channel] = (mix * value(channel) + (1 - mix) * whitened + fallen) * 255
      }
    }
    return output
  },
})
