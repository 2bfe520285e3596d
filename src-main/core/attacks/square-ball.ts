import * as tf from '@tensorflow/tfjs-core'
import type { Noise } from '../methods.ts'
import { lengthOf } from './ball.ts'
import { placeOf, signOf, windowMask, type SquareMoves } from './square-search.ts'
import { squarePattern } from './square-pattern.ts'

const tiny = 1e-12
/** Height and width: a length for each channel. */
const planeAxes = [1, 2]

/**
 * In the L2 ball: a grid of peaks, then in every query what one window has of the perturbation goes to another, in the
 * form of two peaks of opposite signs.
 */
export function squareL2Moves(epsilon: number, channels: number): SquareMoves {
  const scaled = (change: tf.Tensor4D): tf.Tensor4D =>
    tf.mul(tf.div(change, tf.add(lengthOf('l2', change), tiny)), epsilon)
  const planeLength = (change: tf.Tensor): tf.Tensor => tf.sqrt(tf.sum(tf.square(change), planeAxes, true))
  return {
    numbers: 5 + channels,
    window: { least: 3, isOdd: true },
    start: (images, noise) => tf.clipByValue(tf.add<tf.Tensor4D>(images, scaled(peaks(images.shape, noise))), 0, 1),
    propose(images, best, side, draws) {
      const [, height, width] = images.shape
      const at = (first: number) =>
        draws.map((numbers) => ({
          top: placeOf(numbers[first] as number, height, side),
          left: placeOf(numbers[first + 1] as number, width, side),
        }))
      const [corners, others] = [at(0), at(2)]
      const [into, from] = [windowMask(images.shape, side, corners), windowMask(images.shape, side, others)]
      const change = tf.sub<tf.Tensor4D>(best, images)
      const inWindow = tf.mul(change, into)
      const old = tf.div(inWindow, tf.add(planeLength(inWindow), tiny))

      const patterns = new Float32Array(draws.length * height * width)
      draws.forEach((numbers, i) => {
        const { top, left } = corners[i] as { top: number; left: number }
        const pattern = squarePattern(side, (numbers[4] as number) > 0.5)
        pattern.forEach((row, y) => patterns.set(row, (i * height + top + y) * width + left))
      })
      const signs = draws.flatMap((numbers) => [...numbers.subarray(5)].map(signOf))
      const added = tf.mul(
        tf.tensor4d(patterns, [draws.length, height, width, 1]),
        tf.tensor4d(signs, [draws.length, 1, 1, channels]),
      )
      const shape = tf.add(added, old)
      const free = tf.relu(tf.sub(epsilon * epsilon, tf.square(lengthOf('l2', change))))
      const taken = planeLength(tf.mul(change, tf.maximum(into, from)))
      const length = tf.sqrt(tf.add(tf.div(free, channels), tf.square(taken)))
      const moved = tf.mul(tf.div(shape, tf.add(planeLength(shape), tiny)), length)
      const rest = tf.mul(tf.mul(change, tf.sub(1, from)), tf.sub(1, into))
      return tf.clipByValue(tf.add<tf.Tensor4D>(images, scaled(tf.add(rest, moved))), 0, 1)
    },
  }
}

/** A grid of five patterns each way, of a random sign for each channel and of either orientation. */
function peaks(shape: readonly [number, number, number, number], noise: Noise): tf.Tensor4D {
  const [images, height, width, channels] = shape
  const side = Math.max(1, Math.floor(height / 5))
  const first = Math.max(0, Math.floor((height - side * 5) / 2))
  const [rows, columns] = [Math.floor((height - first) / side), Math.floor((width - first) / side)]
  const numbers = noise([rows * columns, 1 + channels], 0).dataSync<'float32'>()
  const values = new Float32Array(images * height * width * channels)
  const perTile = 1 + channels
  for (let image = 0; image < images; image++) {
    for (let tile = 0; tile < rows * columns; tile++) {
      const draws = numbers.subarray((image * rows * columns + tile) * perTile)
      const [top, left] = [first + Math.floor(tile / columns) * side, first + (tile % columns) * side]
      squarePattern(side, (draws[0] as number) > 0.5).forEach((row, y) =>
        row.forEach((value, x) => {
          const at = ((image * height + top + y) * width + left + x) * channels
          for (let c = 0; c < channels; c++) values[at + c] = value * signOf(draws[1 + c] as number)
        }),
      )
    }
  }
  return tf.tensor4d(values, [...shape])
}
