import * as tf from '@tensorflow/tfjs-core'
import { defineSaliency } from '../methods.ts'
import type { Shape3 } from '../network/network.ts'
import { number, optionalNumber } from '../params.ts'
import { alongRowsAndColumns, axisMatrix, type AxisMatrix } from './axis-matrices.ts'
import { scoresOfVariants } from './passes.ts'

/**
 * How much the logit drops where a window of the image is filled with gray: the mean over all windows that cover a pixel.
 * Windows lie wholly inside of the image; where none covers a pixel (a border that the stride leaves over) the map is 0.
 */
export const occlusion = defineSaliency({
  id: 'occlusion',
  title: 'Occlusion',
  group: 'Perturbation',
  source: 'Zeiler & Fergus 2013, section 4.2, https://arxiv.org/abs/1311.2901',
  params: {
    window: optionalNumber({
      min: 1,
      max: 512,
      step: 1,
      unit: 'pixels',
      help: 'Side of the window. None: an eighth of the shorter side of the image.',
    }),
    stride: optionalNumber({
      min: 1,
      max: 512,
      step: 1,
      unit: 'pixels',
      help: 'From one window to the next; each is one pass forward. None: half a window.',
    }),
    fill: number({ default: 0.5, min: 0, max: 1, help: 'What the window is filled with: 0 is black, 1 is white.' }),
  },
  *explain(values, context) {
    const { images, network } = context
    const [batch, height, width, channels] = images.shape
    const { window, stride } = sizesOf(network.inputShape, values.window, values.stride)
    const [tops, lefts] = [startsOf(height, window, stride), startsOf(width, window, stride)]
    const count = tops.length * lefts.length
    const clean = yield* scoresOfVariants(context, 1, () => tf.clone(images))
    const scores = yield* scoresOfVariants(context, count, (first, n) => {
      const masks = new Float32Array(n * height * width)
      for (let i = 0; i < n; i++) {
        const top = tops[Math.floor((first + i) / lefts.length)] ?? 0
        const left = lefts[(first + i) % lefts.length] ?? 0
        for (let row = top; row < top + window; row++) {
          const start = (i * height + row) * width + left
          masks.fill(1, start, start + window)
        }
      }
      const mask = tf.tensor5d(masks, [1, n, height, width, 1])
      const kept = tf.mul(tf.expandDims(images, 1), tf.sub(1, mask))
      return tf.reshape(tf.add(kept, tf.mul(mask, values.fill)), [batch * n, height, width, channels])
    })
    return tf.tidy(() => {
      const drops = tf.reshape(tf.sub(clean, scores), [batch, tops.length, lefts.length, 1]) as tf.Tensor4D
      const [rows, columns] = [covering(height, window, tops), covering(width, window, lefts)]
      const sums = alongRowsAndColumns(drops, rows, columns)
      const windows = alongRowsAndColumns(tf.ones([1, tops.length, lefts.length, 1]), rows, columns)
      return { maps: tf.squeeze(tf.div(sums, tf.maximum(windows, 1)), [3]), figures: {} }
    })
  },
  note(values, { inputShape }) {
    const { window, stride } = sizesOf(inputShape, values.window, values.stride)
    return `Windows of ${window} × ${window} pixels, ${stride} apart.`
  },
})

function sizesOf([height, width]: Shape3, window: number | null, stride: number | null) {
  const side = Math.min(height, width)
  const size = Math.min(side, window ?? Math.max(1, Math.round(side / 8)))
  return { window: size, stride: stride ?? Math.max(1, Math.round(size / 2)) }
}

function startsOf(length: number, window: number, stride: number): number[] {
  return Array.from({ length: Math.floor((length - window) / stride) + 1 }, (_, i) => i * stride)
}

/** From values of the windows along an axis to sums for each place, over the windows that cover it. */
function covering(length: number, window: number, starts: readonly number[]): AxisMatrix {
  return axisMatrix(starts.length, length, (place) =>
    starts.flatMap((start, i): [number, number][] => (place >= start && place < start + window ? [[i, 1]] : [])),
  )
}
