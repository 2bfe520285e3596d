import * as tf from '@tensorflow/tfjs-core'
import { expect } from 'vitest'
import type { MethodChoice } from '../../src-main/contract/method.ts'
import { runNow } from '../../src-main/core/computation.ts'
import { readPixels } from '../../src-main/core/datasets/pixels.ts'
import { createClassifier, type Classifier } from '../../src-main/core/evaluation/classifier.ts'
import { buildNetwork } from '../../src-main/core/network/builder.ts'
import { initialize } from '../../src-main/core/network/initialize.ts'
import type { Network } from '../../src-main/core/network/network.ts'
import { createExplainer, type Explainer } from '../../src-main/core/saliency/explainer.ts'
import { plainRuntime, type StepRuntime } from '../../src-main/core/training/runtime.ts'
import { uploadModel } from '../../src-main/core/training/tensors.ts'
import { greatestDifference } from './fixtures.ts'
import { classes, tinyImages } from './tiny-training.ts'

/** All activations that have rules, and a sum before the last of them. */
export const network = buildNetwork([6, 6, 3], ({ input }) => {
  const normalization = { momentum: 0.9, epsilon: 1e-3 }
  const convolution = { kernelSize: 3, padding: 'same', useBias: false } as const
  const stem = input
    .convolution('stem', { ...convolution, filters: 6 })
    .batchNormalization('stem_bn', normalization)
    .activation('stem_relu6', 'relu6')
  return stem
    .convolution('middle', { ...convolution, filters: 6 })
    .batchNormalization('middle_bn', normalization)
    .activation('middle_swish', 'swish')
    .add('sum', stem)
    .convolution('last', { ...convolution, filters: 8, strides: 2 })
    .activation('last_relu', 'relu')
    .globalAveragePooling('pool')
    .dropout('dropout', 0.2)
    .dense('dense', { units: classes })
})
/** With a second derivative everywhere. */
export const smooth = buildNetwork([6, 6, 3], ({ input }) =>
  input
    .convolution('last', { filters: 8, kernelSize: 3, padding: 'same', useBias: true })
    .activation('last_swish', 'swish')
    .globalAveragePooling('pool')
    .dense('dense', { units: classes }),
)
export const flat = buildNetwork([6, 6, 3], ({ input }) => input.flatten('flatten').dense('dense', { units: classes }))

export const set = tinyImages(5, 3)
const everything = Int32Array.of(0, 1, 2, 3, 4)
interface Question {
  readonly network?: Network
  /** What the model's weights are multiplied by, by their path. */
  readonly scale?: (path: string) => number
  /** What is added to them. */
  readonly shift?: (path: string) => number
  readonly pixels?: Float32Array
  /** Numbers of the images; all of them unless given. */
  readonly only?: Int32Array
  /** Of each image; for class i % 3 unless given. */
  readonly target?: readonly number[]
}

/** Of one network on one runtime: what was compiled once serves all questions. */
type Prepared = { readonly classifier: Classifier; readonly explainer: Explainer }
const prepared = new Map<StepRuntime, Map<Network, Prepared>>()
function prepare(runtime: StepRuntime, asked: Network): Prepared {
  const byNetwork = prepared.get(runtime) ?? new Map<Network, Prepared>()
  prepared.set(runtime, byNetwork)
  const known = byNetwork.get(asked)
  if (known) return known
  const classifier = createClassifier(asked, runtime)
  const made = { classifier, explainer: createExplainer(asked, runtime, classifier) }
  byNetwork.set(asked, made)
  return made
}

/** The maps, for each image [6, 6], and the figures. */
export function explainFully(runtime: StepRuntime, choice: MethodChoice, question: Question = {}) {
  const { network: asked = network, scale = () => 1, shift = () => 0, only = everything, target } = question
  return tf.tidy(() => {
    const uploaded = uploadModel(asked, initialize(asked, 4))
    const weights = uploaded.weights.map((weight, i) => {
      const path = asked.weights[i]?.path ?? ''
      return tf.add(tf.mul(weight, scale(path)), shift(path))
    })
    const trained = { ...uploaded, weights }
    const { classifier, explainer } = prepare(runtime, asked)
    const model = { ...trained, ...classifier.fold(trained) }
    const images = tf.tensor4d(question.pixels ?? readPixels(set, only), [only.length, ...set.shape])
    const oneHot = tf.cast(
      tf.oneHot(
        only.map((index) => index % classes),
        classes,
      ),
      'float32',
    ) as tf.Tensor2D
    const wanted = target ? tf.tensor2d([...target], [1, classes]) : oneHot
    const { maps, figures } = runNow(explainer.explain(model, choice, { images, target: wanted, keys: only }))
    expect(maps.shape).toEqual([only.length, 6, 6])
    const read = (tensor: tf.Tensor): Float32Array => Float32Array.from(tensor.dataSync<'float32'>())
    const told = Object.entries(figures).map(([name, figure]) => [name, read(figure)] as const)
    return { maps: read(maps), figures: Object.fromEntries(told) }
  })
}
export const explain = (runtime: StepRuntime, choice: MethodChoice, question?: Question): Float32Array =>
  explainFully(runtime, choice, question).maps

export const plain = plainRuntime(() => 0)

/** The greatest difference as a share of the map's largest value; of an inverse, between what was turned. */
export function distance({ params }: MethodChoice, actual: Float32Array, expected: Float32Array): number {
  const turn = (map: Float32Array): Float32Array => (params['form'] === 'inverse' ? map.map((value) => 1 / value) : map)
  const scale = Math.max(...turn(expected).map(Math.abs))
  return greatestDifference(turn(actual), turn(expected)) / Math.max(scale, Number.MIN_VALUE)
}
