import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { findMethod } from '../../../src-main/core/catalog.ts'
import type { Noise } from '../../../src-main/core/methods.ts'
import { forward } from '../../../src-main/core/network/forward.ts'
import { crossEntropy } from '../../../src-main/core/ops/cross-entropy.ts'
import { attackFixture, fixtureNetwork, modelAndImages, type ModelAndImages } from '../../support/attack-fixtures.ts'
import { decodeArray, type EncodedArray } from '../../support/fixtures.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { hasTensorflow, useTensorflow } from '../../support/tensorflow-backend.ts'

interface Attacked {
  readonly loss: readonly number[]
  readonly adversarial: EncodedArray
}

/** Images 0 … 7 attacked from starts that are given; `what` it says of them is in the fixtures' README. */
interface GivenStart {
  readonly epsilon: number
  readonly step_size: number
  readonly steps: number
  readonly uniform_in_minus_one_to_one: EncodedArray
  readonly standard_normal: EncodedArray
  readonly pgd: Attacked
  readonly trades: Attacked
}

const given = attackFixture<GivenStart>('given-start')
const data = modelAndImages as ModelAndImages

/** What the loss of an objective is taken on, of the first images, and its cross-entropy there. */
function attackedBy(id: string, params: object, noise: Noise): { images: number[]; losses: number[] } {
  return tf.tidy(() => {
    const network = fixtureNetwork(data)
    const shape = [...(given as GivenStart).standard_normal.shape] as [number, number, number, number]
    const weights = network.weights.map(({ path, shape: of }) =>
      tf.tensor(decodeArray(data.weights[path] as EncodedArray), [...of]),
    )
    const bytes = new Uint8Array(Buffer.from(data.images.base64, 'base64')).subarray(0, tf.util.sizeFromShape(shape))
    const images = tf.tensor4d(
      Float32Array.from(bytes, (value) => Math.fround(value / 255)),
      shape,
    )
    const labels = tf.tensor1d(data.labels.slice(0, shape[0]), 'int32')
    const { epsilon, step_size: stepSize, steps } = given as GivenStart
    const { method, values } = findMethod('objectives', { id, params: { epsilon, stepSize, steps, ...params } })
    const passed: tf.Tensor4D[] = []
    method.step(values, {
      ...{ images, labels, noise, trainable: weights, statistics: [] },
      forward(at, statistics, { training, trainable }) {
        if (training && at !== images) passed.push(at)
        return forward(network, { weights: trainable ?? weights, statistics }, at, { training })
      },
    })
    const [attacked] = passed as [tf.Tensor4D]
    const { logits } = forward(network, { weights, statistics: [] }, attacked, { training: false })
    return { images: [...attacked.dataSync()], losses: [...crossEntropy(logits, labels).dataSync()] }
  })
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function shareOfOthers(values: readonly number[], expected: EncodedArray): number {
  const others = decodeArray(expected)
  return values.filter((value, i) => Math.abs(value - (others[i] as number)) > 1e-3).length / values.length
}

describe.skipIf(!given || !modelAndImages)('the inner maximisation from a given start', () => {
  beforeAll(() => (hasTensorflow ? useTensorflow() : useJavaScript()))

  it('of adversarial training ends where PyTorch’s PGD does', () => {
    const { uniform_in_minus_one_to_one: start, pgd } = given as GivenStart
    const uniform = decodeArray(start).map((value) => (value + 1) / 2)
    const noise: Noise = (shape) => tf.tensor(uniform, [8, ...shape])
    const { images, losses } = attackedBy('adversarial-training', { attackMode: 'inference', cleanCurve: false }, noise)
    expect(shareOfOthers(images, pgd.adversarial)).toBeLessThan(1e-3)
    losses.forEach((loss, i) => expect(Math.abs(loss / (pgd.loss[i] as number) - 1)).toBeLessThan(1e-3))
  })

  // Chaotic in float32: the fixtures' README compares the mean loss within 5 %, pixels differ in up to 3 %.
  it('of TRADES ends as far up as the authors’, on almost the same pixels', () => {
    const { standard_normal: start, trades } = given as GivenStart
    const normal = decodeArray(start)
    // What Box and Muller make normal noise of.
    const radius = normal.map((value) => 1 - Math.exp(-(value ** 2) / 2))
    const angle = normal.map((value) => (value < 0 ? 0.5 : 0))
    const noise: Noise = (shape, stream) => tf.tensor(stream === 0 ? radius : angle, [8, ...shape])
    const { images, losses } = attackedBy('trades', {}, noise)
    expect(Math.abs(mean(losses) / mean(trades.loss) - 1)).toBeLessThan(0.05)
    expect(shareOfOthers(images, trades.adversarial)).toBeLessThan(0.05)
  })
})
