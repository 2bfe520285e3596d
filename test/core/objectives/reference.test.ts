import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { ParamValue } from '../../../src-main/contract/method.ts'
import { findMethod } from '../../../src-main/core/catalog.ts'
import { buildNetwork } from '../../../src-main/core/network/builder.ts'
import { forward } from '../../../src-main/core/network/forward.ts'
import type { Network } from '../../../src-main/core/network/network.ts'
import { fixtureFiles, greatestDifference, readJson } from '../../support/fixtures.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { hasTensorflow, useTensorflow } from '../../support/tensorflow-backend.ts'

type ByPath = Readonly<Record<string, readonly number[]>>

/** One step of an objective, as test/reference/objective-fixtures.py computes it in float64. */
interface Case {
  readonly objective: string
  readonly params: Readonly<Record<string, ParamValue>>
  readonly loss: number
  readonly parts: Readonly<Record<string, number>>
  readonly gradients: ByPath
  readonly statistics: ByPath
  readonly accuracy: number
  readonly decayed?: ByPath
  readonly carried?: readonly (readonly number[])[]
}

interface Reference {
  readonly shape: readonly [number, number, number]
  readonly filters: number
  readonly classes: number
  readonly momentum: number
  readonly epsilon: number
  readonly weights: ByPath
  readonly statistics: ByPath
  readonly images: readonly number[]
  readonly labels: readonly number[]
  /** Uniform noise of the first streams, each of the images' shape. */
  readonly noise: readonly (readonly number[])[]
  /** A perturbation for a batch that is larger by two images. */
  readonly carried: readonly number[]
  readonly cases: readonly Case[]
}

function networkOf({ shape, filters, classes, ...normalization }: Reference): Network {
  const { momentum, epsilon } = normalization
  return buildNetwork([...shape], ({ input }) =>
    input
      .convolution('conv', { filters, kernelSize: 3, useBias: false })
      .batchNormalization('bn', { momentum, epsilon })
      .activation('relu', 'relu')
      .globalAveragePooling('pool')
      .dense('dense', { units: classes }),
  )
}

const tensorsOf = (variables: Network['weights'], values: ByPath): tf.Tensor[] =>
  variables.map(({ path, shape }) => tf.tensor([...(values[path] as readonly number[])], [...shape]))

type Compared = [tensor: tf.Tensor | undefined | null, expected: readonly number[] | undefined, what: string]

/** Of float32 from float64, next to the larger of 1 and the tensor's largest value. */
function differenceOf(...[tensor, expected = []]: [Compared[0], Compared[1]]): number {
  return greatestDifference(tensor?.dataSync() ?? [], expected) / Math.max(1, ...expected.map(Math.abs))
}

const references = fixtureFiles('objectives').map(({ path }) => readJson<Reference>(path))
const cases = references.flatMap((reference) => reference.cases.map((each) => ({ ...each, reference })))

describe('objectives against an implementation in NumPy', () => {
  beforeAll(() => (hasTensorflow ? useTensorflow() : useJavaScript()))

  it.each(cases)('$objective $params', ({ reference, objective, params, ...expected }) => {
    const network = networkOf(reference)
    const { method, values } = findMethod('objectives', { id: objective, params })
    // Near the image the divergence is flat, and float32 rounds the direction of its gradient.
    const tolerance = objective === 'trades' && params['norm'] === 'l2' ? 2e-4 : 2e-5
    const expectClose = (...[tensor, wanted, what]: Compared): void =>
      expect(differenceOf(tensor, wanted), what).toBeLessThan(tolerance)
    const before = tf.memory().numTensors
    tf.tidy(() => {
      const batch = reference.labels.length
      const weights = tensorsOf(network.weights, reference.weights)
      const carried = tf.tensor4d([...reference.carried], [batch + 2, ...reference.shape])
      let passes = { gradients: 0, forwards: 0 }
      const result = method.step(values, {
        images: tf.tensor4d([...reference.images], [batch, ...reference.shape]),
        labels: tf.tensor1d([...reference.labels], 'int32'),
        trainable: weights,
        statistics: tensorsOf(network.statistics, reference.statistics),
        ...(expected.carried && { carried: [carried] }),
        // L2 draws for gradients that are 0, which there are none of.
        noise: (shape, stream) =>
          tf.tensor(
            [...(reference.noise[stream] ?? reference.carried)].slice(0, batch * tf.util.sizeFromShape([...shape])),
            [batch, ...shape],
          ),
        forward(at, statistics, { training, trainable }) {
          const isDifferentiated = tf.engine().state.gradientDepth > 0
          const images = at.shape[0] / batch
          passes = isDifferentiated
            ? { ...passes, gradients: passes.gradients + images }
            : { ...passes, forwards: passes.forwards + images }
          return forward(network, { weights: trainable ?? weights, statistics }, at, { training })
        },
      })

      expectClose(result.loss, [expected.loss], 'loss')
      expect(Object.keys(result.parts).toSorted()).toEqual(Object.keys(expected.parts).toSorted())
      for (const [name, part] of Object.entries(expected.parts)) expectClose(result.parts[name], [part], name)
      network.weights.forEach(({ path }, i) => {
        expectClose(result.gradients[i], expected.gradients[path], path)
        if (expected.decayed) expectClose(result.decayed?.[i], expected.decayed[path], `decayed ${path}`)
      })
      network.statistics.forEach(({ path }, i) => expectClose(result.statistics[i], expected.statistics[path], path))
      expectClose(result.accuracy, [expected.accuracy], 'accuracy')
      expected.carried?.forEach((each, i) => expectClose(result.carried?.[i], each, 'carried'))
      const { gradients, forwards } = method.cost(values)
      expect(passes).toEqual({ gradients, forwards })
    })
    expect(tf.memory().numTensors).toBe(before)
  })
})
