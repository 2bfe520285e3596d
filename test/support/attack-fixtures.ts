import * as tf from '@tensorflow/tfjs-core'
import { createClassifier } from '../../src-main/core/evaluation/classifier.ts'
import type { AttackContext } from '../../src-main/core/methods.ts'
import { buildNetwork, type Flow } from '../../src-main/core/network/builder.ts'
import type { Network } from '../../src-main/core/network/network.ts'
import type { StepRuntime } from '../../src-main/core/training/runtime.ts'
import { uploadModel } from '../../src-main/core/training/tensors.ts'
import { decodeArray, fixtureFiles, readJson, type EncodedArray } from './fixtures.ts'

/** The small trained classifier of the fixtures and its images; the format is described in the fixtures' README. */
export interface ModelAndImages {
  readonly weights: Readonly<Record<string, EncodedArray>>
  readonly images: EncodedArray
  readonly labels: readonly number[]
  readonly logits: EncodedArray
  readonly loss: readonly number[]
  readonly accuracy: number
}

export const attackFiles = fixtureFiles('attacks')

/** The content of one file, null where there is none. */
export function attackFixture<T>(name: string): T | null {
  const file = attackFiles.find((candidate) => candidate.name === name)
  return file ? readJson<T>(file.path) : null
}

export const modelAndImages = attackFixture<ModelAndImages>('model-and-images')

/** The cases of a file that is a list of them. */
export const resultsOf = <T>(name: string): readonly T[] =>
  attackFixture<{ readonly results: readonly T[] }>(name)?.results ?? []

/** Four convolutions with two poolings between them, of as many filters as the weights have. */
export function fixtureNetwork({ weights, images }: ModelAndImages): Network {
  const [, height, width, channels] = images.shape as [number, number, number, number]
  const outputs = (layer: string): number => weights[`${layer}/kernel`]?.shape.at(-1) ?? 0
  return buildNetwork([height, width, channels], ({ input }) => {
    const convolution = (from: Flow, n: number): Flow =>
      from.convolution(`conv${n}`, {
        ...{ filters: outputs(`conv${n}`), kernelSize: 3, padding: 'same', activation: 'relu' },
      })
    const first = convolution(input.rescaling('rescaling', 4, -2), 1).averagePooling('pool1', { poolSize: 2 })
    const second = convolution(first, 2).averagePooling('pool2', { poolSize: 2 })
    return convolution(convolution(second, 3), 4)
      .globalAveragePooling('pool')
      .dense('dense', { units: outputs('dense') })
  })
}

/** The model, ready to be attacked on the first images. */
export interface Target {
  readonly images: tf.Tensor4D
  readonly labels: tf.Tensor1D
  readonly context: AttackContext
  dispose(): void
}

export function loadTarget(data: ModelAndImages, runtime: StepRuntime, count = data.labels.length, seed = 1): Target {
  const network = fixtureNetwork(data)
  const valuesOf = (variables: Network['weights']): Float32Array[] =>
    variables.map(({ path }) => decodeArray(data.weights[path] as EncodedArray) as Float32Array)
  const loaded = uploadModel(network, { weights: valuesOf(network.weights), statistics: [] })
  const classifier = createClassifier(network, runtime)
  const shape = data.images.shape.slice(1) as [number, number, number]
  const bytes = new Uint8Array(Buffer.from(data.images.base64, 'base64')).subarray(
    0,
    count * tf.util.sizeFromShape(shape),
  )
  const images = tf.tensor4d(
    Float32Array.from(bytes, (value) => Math.fround(value / 255)),
    [count, ...shape],
  )
  const labels = tf.tensor1d(data.labels.slice(0, count), 'int32')
  const keys = Array.from({ length: count }, (_, key) => key)
  const model = { ...loaded, ...classifier.fold(loaded) }
  return {
    images,
    labels,
    context: classifier.attackContext(model, { images, labels, keys, seed }),
    dispose: () => classifier.dispose(),
  }
}

/** The number in "0..39" after the dots, plus one; `all` where a case names no images. */
export const imagesOf = (range: string | undefined, all: number): number =>
  range === undefined ? all : Number(/\.\.(\d+)$/.exec(range)?.[1]) + 1
