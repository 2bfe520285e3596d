import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { MethodChoice } from '../../../src-main/contract/method.ts'
import { runNow } from '../../../src-main/core/computation.ts'
import { createClassifier } from '../../../src-main/core/evaluation/classifier.ts'
import type { ModelTensors } from '../../../src-main/core/network/forward.ts'
import { buildNetwork } from '../../../src-main/core/network/builder.ts'
import { createExplainer } from '../../../src-main/core/saliency/explainer.ts'
import { plainRuntime } from '../../../src-main/core/training/runtime.ts'
import { decodeArray, fixtureFiles, greatestDifference, readJson, type EncodedArray } from '../../support/fixtures.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'

interface Model {
  readonly targets: readonly number[]
  readonly weights: Readonly<Record<string, EncodedArray>>
  readonly images: EncodedArray
  readonly logits: EncodedArray
}
interface Gradients {
  readonly vanilla_gradient: Readonly<Record<'signed' | 'positive_part' | 'negative_part', EncodedArray>>
  readonly tf_keras_vis_saliency: Readonly<
    Record<'absolute_channel_max_raw' | 'absolute_channel_max_map', EncodedArray>
  >
  readonly gradient_times_input: { readonly map: EncodedArray }
}
type KerasVis = {
  readonly saliency: Readonly<Record<string, Readonly<Record<'channel_max_before_scaling' | 'map', EncodedArray>>>>
}

const files = new Map(fixtureFiles('saliency').map(({ name, path }) => [name, path]))
const read = <T>(name: string): T => readJson<T>(files.get(name) ?? '')

const network = buildNetwork([32, 32, 3], ({ input }) =>
  input
    .convolution('conv1', { filters: 12, kernelSize: 3, strides: 2, padding: 'same', useBias: false })
    .batchNormalization('bn1', { momentum: 0.99, epsilon: 1e-3 })
    .activation('act1', 'relu')
    .convolution('conv2', { filters: 20, kernelSize: 3, strides: 2, padding: 'same', useBias: false })
    .batchNormalization('bn2', { momentum: 0.99, epsilon: 1e-3 })
    .activation('act2', 'relu')
    .globalAveragePooling('gap')
    .dense('logits', { units: 10 }),
)
const runtime = plainRuntime(() => 0)

function load(model: Model): { tensors: ModelTensors; images: tf.Tensor4D; target: tf.Tensor2D } {
  const tensor = ({ path }: { path: string }): tf.Tensor => {
    const encoded = model.weights[path] as EncodedArray
    return tf.tensor(decodeArray(encoded), [...encoded.shape])
  }
  return {
    tensors: { weights: network.weights.map(tensor), statistics: network.statistics.map(tensor) },
    images: tf.tensor4d(decodeArray(model.images) as Float32Array, [3, 32, 32, 3]),
    target: tf.cast(tf.oneHot([...model.targets], 10), 'float32') as tf.Tensor2D,
  }
}

function mapOf(id: string, params: MethodChoice['params']): Float32Array {
  return tf.tidy(() => {
    const { tensors, images, target } = load(read<Model>('relu-model'))
    const map = runNow(createExplainer(network, runtime).explain(tensors, { id, params }, images, target))
    return Float32Array.from(map.dataSync<'float32'>())
  })
}

/** Within 1e-5 of the expected map's largest magnitude, as the fixtures' README asks. */
function expectClose(actual: Float32Array, expected: ArrayLike<number>): void {
  const scale = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  expect(greatestDifference(actual, expected) / scale).toBeLessThan(1e-5)
}

/** (a − min) / (max − min + 1e-7) over each image: how keras-vis and tf-keras-vis scale. */
function scaled(maps: Float32Array): Float32Array {
  const size = 32 * 32
  const result = new Float32Array(maps.length)
  for (let start = 0; start < maps.length; start += size) {
    const map = maps.subarray(start, start + size)
    const [least, most] = [Math.min(...map), Math.max(...map)]
    result.set(
      map.map((value) => (value - least) / (most - least + 1e-7)),
      start,
    )
  }
  return result
}

/** Joins channels of an encoded [3, 32, 32, 3]. */
function joined({ ...encoded }: EncodedArray, join: (pixel: Float32Array) => number): Float32Array {
  const values = decodeArray(encoded) as Float32Array
  return Float32Array.from({ length: values.length / 3 }, (_, i) => join(values.subarray(3 * i, 3 * i + 3)))
}
const sum = (pixel: Float32Array): number => pixel.reduce((total, value) => total + value, 0)
const largest = (pixel: Float32Array): number => Math.max(...pixel)

describe.skipIf(files.size === 0)('saliency as Keras, tf-keras-vis and keras-vis compute it', () => {
  beforeAll(useJavaScript)

  it('starts from the same logits', () => {
    const model = read<Model>('relu-model')
    const logits = tf.tidy(() => {
      const { tensors, images } = load(model)
      const classifier = createClassifier(network, runtime)
      return runNow(classifier.logits(classifier.fold(tensors), images)).dataSync<'float32'>()
    })
    expect(greatestDifference(logits, decodeArray(model.logits))).toBeLessThan(2e-5)
  })

  it.each([
    ['signed', 'signed'],
    ['positive', 'positive_part'],
    ['negative', 'negative_part'],
  ] as const)('gives the %s gradient', (sign, name) => {
    const expected = read<Gradients>('relu-gradients').vanilla_gradient[name]
    expectClose(mapOf('gradient', { sign, channels: 'sum' }), joined(expected, sum))
    expectClose(mapOf('gradient', { sign, channels: 'max' }), joined(expected, largest))
  })

  it("gives tf-keras-vis's Saliency by default", () => {
    const expected = read<Gradients>('relu-gradients').tf_keras_vis_saliency
    const map = mapOf('gradient', {})
    expectClose(map, decodeArray(expected.absolute_channel_max_raw))
    expectClose(scaled(map), decodeArray(expected.absolute_channel_max_map))
  })

  it.each([
    ['none', 'signed'],
    ['absolute', 'absolute'],
    ['relu', 'positive'],
    ['negate', 'negated'],
  ] as const)("gives keras-vis's visualize_saliency with grad_modifier %s", (modifier, sign) => {
    const expected = read<KerasVis>('relu-keras-vis').saliency[`backprop=none,grad_modifier=${modifier}`]
    if (!expected) throw new Error(`The fixture has no grad_modifier ${modifier}.`)
    const map = mapOf('gradient', { sign, channels: 'max' })
    expectClose(map, decodeArray(expected.channel_max_before_scaling))
    expectClose(scaled(map), decodeArray(expected.map))
  })

  it('gives gradient × input', () => {
    const expected = read<Gradients>('relu-gradients').gradient_times_input.map
    expectClose(mapOf('gradient-x-input', {}), joined(expected, sum))
    expectClose(mapOf('gradient-x-input', { channels: 'max' }), joined(expected, largest))
  })
})
