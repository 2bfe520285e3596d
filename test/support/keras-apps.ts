import * as tf from '@tensorflow/tfjs-core'
import type { ParamValue } from '../../src-main/contract/method.ts'
import { forward } from '../../src-main/core/network/forward.ts'
import type { Network } from '../../src-main/core/network/network.ts'
import type { MovingVarianceRule } from '../../src-main/core/ops/batch-normalization.ts'
import { crossEntropy } from '../../src-main/core/ops/cross-entropy.ts'
import { valueAndGradients } from '../../src-main/core/training/gradients.ts'
import { formulaImage, formulaValues } from './formula.ts'

// One file of `apps`: what Keras computed for a network of Keras Applications with formula weights, for the mean softmax
// cross-entropy of two formula images. Of large arrays it holds the first values, in row-major order.
export interface Sample {
  mean: number
  first: number[]
}
export interface Gradient {
  norm: number
  first: number[]
}
export interface Pass {
  logits: number[][]
  loss: number
  taps: (Sample & { layer: string; shape: number[]; std: number })[]
  inputGradient: Gradient & { meanAbs: number; std: number }
  weightGradients: (Gradient & { path: string; shape: number[] })[]
}
export type Agreement = Record<'logits' | 'taps' | 'inputGradient' | 'weightGradients', number>
export interface Fixture {
  name: string
  builder: string
  arguments: { input_shape: [number, number, number]; classes: number } & Record<string, ParamValue | number[]>
  formula: { gain: number }
  input: { images: number[]; first: number[]; sums: number[] }
  preprocessing: { mode: 'tf' | 'torch' | 'caffe' | 'identity'; outputFirst: number[] }
  parameters: { total: number; trainable: number; nonTrainable: number }
  labels: number[]
  inference: Pass
  training: Pass & {
    movingStatistics: { layer: string; movingMean: Sample; movingVariance: Sample; movingVarianceKeras2: Sample }[]
  }
  agreement: Record<'oneDnnOnVersusOff' | 'float32VersusFloat64', Record<'inference' | 'training', Agreement>>
}

export interface Outcome {
  loss: number
  logits: number[]
  taps: Record<string, number[]>
  statistics: number[][]
  inputGradient: number[]
  weightGradients: Record<string, number[]>
}

interface RunOptions {
  readonly training: boolean
  readonly movingVariance?: MovingVarianceRule
  /** Added to the pixels in [0, 1], with a sign and size that differ from pixel to pixel. */
  readonly disturbance?: number
}

/** One pass with all that the fixture lists, on the host. The input gradient is that after preprocessing. */
export function runFixture(
  network: Network,
  fixture: Fixture,
  { training, movingVariance = 'unbiased', disturbance = 0 }: RunOptions,
): Outcome {
  const { input, labels, formula } = fixture
  const [edge] = network.inputShape
  const pass = training ? fixture.training : fixture.inference
  const paths = pass.weightGradients.map(({ path }) => path)
  const taps = [...pass.taps.map(({ layer }) => layer), 'rescaling']
  return tf.tidy(() => {
    const pixels = input.images.flatMap((n) => [...formulaImage(n, edge)])
    const images = tf.tensor4d(
      pixels.map((v, i) => v / 255 + disturbance * Math.sin(i)),
      [input.images.length, ...network.inputShape],
    )
    const target = tf.tensor1d(labels, 'int32')
    const values = valuesOf(network, formula.gain)
    const upload = (variables: Network['weights']): tf.Tensor[] =>
      variables.map((variable) => tf.tensor(values.get(variable) as Float32Array, [...variable.shape]))
    const [weights, statistics] = [upload(network.weights), upload(network.statistics)]
    const wanted = paths.map((path) => weights[network.weights.findIndex((v) => v.path === path)] as tf.Tensor)
    const { value, gradients, kept } = valueAndGradients(() => {
      const options = { training, movingVariance, taps }
      const result = forward(withoutDropout(network), { weights, statistics }, images, options)
      const loss = tf.mean(crossEntropy(result.logits, target)) as tf.Scalar
      return { value: loss, kept: { logits: result.logits, statistics: result.statistics, ...result.taps } }
    }, [images, ...wanted])
    const read = (tensor: tf.Tensor | undefined): number[] => [...(tensor as tf.Tensor).dataSync()]
    const keptByName = kept as unknown as Record<string, tf.Tensor>
    return {
      loss: value.dataSync()[0] as number,
      logits: read(kept.logits),
      statistics: (kept.statistics as tf.Tensor[]).map(read),
      taps: Object.fromEntries(taps.map((tap) => [tap, read(keptByName[tap])])),
      inputGradient: afterPreprocessing(read(gradients[0]), fixture.preprocessing.mode),
      weightGradients: Object.fromEntries(paths.map((path, i) => [path, read(gradients[i + 1])])),
    }
  })
}

type Values = ReadonlyMap<Network['weights'][number], Float32Array>
/** Of the network that ran last alone: they are up to 300 MB. */
let made: { network: Network; values: Values } | null = null

function valuesOf(network: Network, gain: number): Values {
  if (made?.network === network) return made.values
  const variables = [...network.weights, ...network.statistics]
  const values = new Map(variables.map((variable) => [variable, formulaValues(variable, gain)]))
  made = { network, values }
  return values
}

/** Keras ran in training mode with all rates at 0. */
function withoutDropout(network: Network): Network {
  const nodes = network.nodes.map((node) =>
    node.layer.kind === 'dropout' ? { ...node, layer: { ...node.layer, rate: 0 } } : node,
  )
  return { ...network, nodes }
}

/** From d loss / d pixel in [0, 1] to d loss / d value after Keras's `preprocess_input` of this mode. */
function afterPreprocessing(gradient: readonly number[], mode: Fixture['preprocessing']['mode']): number[] {
  const scales = {
    tf: [2, 2, 2],
    torch: [1 / 0.229, 1 / 0.224, 1 / 0.225],
    caffe: [255, 255, 255],
    identity: [255, 255, 255],
  }
  const source = (i: number): number => (mode === 'caffe' ? i - (i % 3) + 2 - (i % 3) : i)
  return gradient.map((_, i) => (gradient[source(i)] as number) / (scales[mode][source(i) % 3] as number))
}
