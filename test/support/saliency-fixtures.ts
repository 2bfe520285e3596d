import * as tf from '@tensorflow/tfjs-core'
import { findMethod } from '../../src-main/core/catalog.ts'
import { runNow } from '../../src-main/core/computation.ts'
import { createClassifier } from '../../src-main/core/evaluation/classifier.ts'
import type { SaliencyContext } from '../../src-main/core/methods.ts'
import { buildNetwork } from '../../src-main/core/network/builder.ts'
import type { ActivationName, Network } from '../../src-main/core/network/network.ts'
import type { ModelTensors } from '../../src-main/core/network/forward.ts'
import { createVisualizer } from '../../src-main/core/visualizations/visualizer.ts'
import type { VisualizedUnit } from '../../src-main/contract/evaluations.ts'
import type { MethodChoice } from '../../src-main/contract/method.ts'
import { createExplainer, type ExplainedBatch, type ExplainedModel } from '../../src-main/core/saliency/explainer.ts'
import { plainRuntime } from '../../src-main/core/training/runtime.ts'
import { decodeArray, fixtureFiles, readJson, type EncodedArray } from './fixtures.ts'

export interface ModelFile {
  readonly activation: ActivationName
  /** Of conv1, conv2, … */
  readonly strides: readonly number[]
  readonly targets: readonly number[]
  readonly weights: Readonly<Record<string, EncodedArray>>
  readonly images: EncodedArray
  readonly logits: EncodedArray
  readonly probabilities: EncodedArray
}

export interface SaliencyCase {
  readonly name: string
  readonly network: Network
  readonly model: ModelFile
  /** The file `<name>-<kind>`; undefined where the case has none. */
  read<T>(kind: string): T | undefined
}

/** Every `<name>-model.json`, with the files of the same name. */
export function saliencyCases(): SaliencyCase[] {
  const files = new Map(fixtureFiles('saliency').map(({ name, path }) => [name, path]))
  return [...files].flatMap(([file, path]) => {
    const name = /^(.*)-model$/.exec(file)?.[1]
    if (name === undefined) return []
    const model = readJson<ModelFile>(path)
    const read = <T>(kind: string): T | undefined => {
      const found = files.get(`${name}-${kind}`)
      return found === undefined ? undefined : readJson<T>(found)
    }
    return [{ name, network: networkOf(model), model, read }]
  })
}

/** conv, batch normalization and activation as often as there are strides, then global average pooling and a dense layer. */
function networkOf({ images, weights, strides, activation }: ModelFile): Network {
  const [, height = 0, width = 0, channels = 0] = images.shape
  const shapeOf = (path: string): readonly number[] => weights[path]?.shape ?? []
  return buildNetwork([height, width, channels], ({ input }) => {
    let x = input
    for (const [index, stride] of strides.entries()) {
      const number = index + 1
      const [kernelSize = 0, , , filters = 0] = shapeOf(`conv${number}/kernel`)
      x = x
        .convolution(`conv${number}`, { filters, kernelSize, strides: stride, padding: 'same', useBias: false })
        .batchNormalization(`bn${number}`, { momentum: 0.99, epsilon: 1e-3 })
        .activation(`act${number}`, activation)
    }
    return x.globalAveragePooling('gap').dense('logits', { units: shapeOf('logits/kernel')[1] ?? 0 })
  })
}

export type Explained = {
  readonly maps: Float32Array
  readonly figures: Readonly<Record<string, Float32Array>>
}

interface ExplainOptions {
  /** [images, classes]; the target class of each image unless given. */
  readonly target?: tf.Tensor2D
  /** What the method is given in the place of the explainer's own. */
  readonly change?: Partial<SaliencyContext>
}

/** An image made for a unit of a case's network, from given uniform noise and without jitter. */
export function visualizeCase(
  { network, model }: SaliencyCase,
  unit: VisualizedUnit,
  params: MethodChoice['params'],
  noise: EncodedArray,
): { image: Float32Array; activation: number } {
  return tf.tidy(() => {
    const { method, values } = findMethod('visualizations', { id: 'activation-maximization', params })
    const runtime = plainRuntime(() => 0)
    const context = createVisualizer(network, runtime, unit).contextFor(trainedModel(network, model), 0)
    const given = tf.tensor(decodeArray(noise), [...noise.shape])
    const { image, activation } = runNow(method.visualize(values, { ...context, noise: () => tf.clone(given) }))
    return { image: Float32Array.from(image.dataSync<'float32'>()), activation: activation.dataSync()[0] ?? Number.NaN }
  })
}

/** The maps of a case's images for their classes, and what the method found besides. */
export function explainCase(
  { network, model }: SaliencyCase,
  choice: Parameters<typeof findMethod>[1],
  { target, change }: ExplainOptions = {},
): Explained {
  return tf.tidy(() => {
    const { method, values } = findMethod('saliency', choice)
    const classes = network.classes
    const oneHot = tf.cast(tf.oneHot([...model.targets], classes), 'float32') as tf.Tensor2D
    const batch = { images: imagesOf(model), target: target ?? oneHot, keys: model.targets.map((_, i) => i) }
    const context = { ...contextOf(network, model, batch), ...change }
    const { maps, figures } = runNow(method.explain(values, context))
    const read = (tensor: tf.Tensor): Float32Array => Float32Array.from(tensor.dataSync<'float32'>())
    return {
      maps: read(maps),
      figures: Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, read(figure)])),
    }
  })
}

export function logitsOfCase({ network, model }: SaliencyCase): Float32Array {
  return tf.tidy(() => {
    const images = imagesOf(model)
    const target: tf.Tensor2D = tf.zeros([images.shape[0], network.classes])
    const { logits } = contextOf(network, model, { images, target, keys: [] })
    return Float32Array.from(runNow(logits(images)).dataSync<'float32'>())
  })
}

const imagesOf = ({ images }: ModelFile): tf.Tensor4D =>
  tf.tensor4d(decodeArray(images), images.shape as [number, number, number, number])

function trainedModel(network: Network, model: ModelFile): ModelTensors {
  const tensor = ({ path }: { path: string }): tf.Tensor => {
    const encoded = model.weights[path] as EncodedArray
    return tf.tensor(decodeArray(encoded), [...encoded.shape])
  }
  return { weights: network.weights.map(tensor), statistics: network.statistics.map(tensor) }
}

function contextOf(network: Network, model: ModelFile, batch: ExplainedBatch): SaliencyContext {
  const runtime = plainRuntime(() => 0)
  const classifier = createClassifier(network, runtime)
  const trained = trainedModel(network, model)
  const explained: ExplainedModel = { ...trained, ...classifier.fold(trained) }
  return createExplainer(network, runtime, classifier).contextFor(explained, batch)
}
