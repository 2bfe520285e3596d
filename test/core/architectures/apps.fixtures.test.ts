import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { resolveParams } from '../../../src-main/contract/catalog.ts'
import type { ParamValue } from '../../../src-main/contract/method.ts'
import { architectures } from '../../../src-main/core/architectures/index.ts'
import type { Architecture } from '../../../src-main/core/methods.ts'
import { countParameters } from '../../../src-main/core/network/count.ts'
import { forward } from '../../../src-main/core/network/forward.ts'
import type { Network } from '../../../src-main/core/network/network.ts'
import type { MovingVarianceRule } from '../../../src-main/core/ops/batch-normalization.ts'
import { crossEntropy } from '../../../src-main/core/ops/cross-entropy.ts'
import { valueAndGradients } from '../../../src-main/core/training/gradients.ts'
import { fixtureFiles, readJson } from '../../support/fixtures.ts'
import { formulaImage, formulaValues } from '../../support/formula.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { hasTensorflow, useTensorflow } from '../../support/tensorflow-backend.ts'

// Outputs of Keras Applications' networks with formula weights; format and tolerances are in the fixtures' README.
interface Sample {
  mean: number
  first: number[]
}
interface Gradient {
  norm: number
  first: number[]
}
interface Pass {
  logits: number[][]
  loss: number
  taps: (Sample & { layer: string; shape: number[]; std: number })[]
  inputGradient: Gradient & { meanAbs: number; std: number }
  weightGradients: (Gradient & { path: string; shape: number[] })[]
}
type Agreement = Record<'logits' | 'taps' | 'inputGradient' | 'weightGradients', number>
interface Fixture {
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

const plainName = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

function architectureOf(builder: string): Architecture | undefined {
  const wanted = plainName(builder.split('.').at(-1) ?? '')
  return architectures.find(({ id }) => plainName(id) === wanted)
}

const cases = fixtureFiles('apps')
  .filter(({ name }) => !name.endsWith('.variables'))
  .flatMap(({ name, path }) => {
    const fixture = readJson<Fixture>(path)
    const architecture = architectureOf(fixture.builder)
    if (!architecture) console.log(`SKIPPED apps ${name}: architecture not registered`)
    return architecture ? [{ name, path, fixture, architecture }] : []
  })

/** How far `a` is from `b`, relative to the greater of b's greatest value and the tensor's spread. */
function difference(a: readonly number[], b: readonly number[], spread: number): number {
  const scale = Math.max(spread, ...b.map(Math.abs))
  return Math.max(...b.map((value, i) => Math.abs((a[i] as number) - value))) / scale
}

function spreadOf(values: readonly number[]): number {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length)
}

const normOf = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0))
const meanOf = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length

interface Outcome {
  loss: number
  logits: number[]
  taps: Record<string, number[]>
  statistics: number[][]
  inputGradient: number[]
  weightGradients: Record<string, number[]>
}

/** One pass with all that the fixture lists, on the host. The input gradient is that after preprocessing. */
function run(network: Network, fixture: Fixture, training: boolean, movingVariance: MovingVarianceRule): Outcome {
  const { input, labels, formula } = fixture
  const [edge] = network.inputShape
  const pass = training ? fixture.training : fixture.inference
  const paths = pass.weightGradients.map(({ path }) => path)
  const taps = [...pass.taps.map(({ layer }) => layer), 'rescaling']
  return tf.tidy(() => {
    const pixels = input.images.flatMap((n) => [...formulaImage(n, edge)])
    const images = tf.tensor4d(
      pixels.map((v) => v / 255),
      [input.images.length, ...network.inputShape],
    )
    const target = tf.tensor1d(labels, 'int32')
    const upload = (variables: Network['weights']): tf.Tensor[] =>
      variables.map((variable) => tf.tensor(formulaValues(variable, formula.gain), [...variable.shape]))
    const [weights, statistics] = [upload(network.weights), upload(network.statistics)]
    const wanted = paths.map((path) => weights[network.weights.findIndex((v) => v.path === path)] as tf.Tensor)
    const { value, gradients, kept } = valueAndGradients(() => {
      const options = { training, movingVariance, taps }
      const result = forward(network, { weights, statistics }, images, options)
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

describe.skipIf(cases.length === 0).each(cases)('$name', ({ fixture, architecture, path }) => {
  const given = Object.entries(fixture.arguments).filter(([name]) => Object.hasOwn(architecture.params, name))
  const network = architecture.build(
    resolveParams(architecture, Object.fromEntries(given) as Record<string, ParamValue>),
    {
      inputShape: fixture.arguments.input_shape,
      classes: fixture.arguments.classes,
    },
  )
  let inference: Outcome
  let training: Outcome
  beforeAll(async () => {
    await (hasTensorflow ? useTensorflow() : useJavaScript())
    inference = run(network, fixture, false, 'keras2')
    training = run(network, fixture, true, 'keras2')
  }, 600_000)

  it('has Keras’s variables and counts', () => {
    const variables = readJson<[string, number[]][]>(path.replace(/\.json$/, '.variables.json'))
    const ours = [...network.weights, ...network.statistics].map(({ path: at, shape }) => [at, [...shape]])
    expect(ours.toSorted()).toEqual(variables.toSorted())
    expect(countParameters(network)).toEqual(fixture.parameters)
  })

  it('makes the same images and preprocesses them inside', () => {
    const { input, preprocessing } = fixture
    const images = input.images.map((n) => formulaImage(n, network.inputShape[0]))
    expect([...(images[0] as Float32Array).slice(0, input.first.length)]).toEqual(input.first)
    expect(images.map((image) => image.reduce((sum, v) => sum + v, 0))).toEqual(input.sums)
    expect(difference(inference.taps['rescaling'] as number[], preprocessing.outputFirst, 0)).toBeLessThan(1e-6)
  })

  it.each(['inference', 'training'] as const)('gives the logits, loss and layer outputs of Keras in %s', (mode) => {
    const expected = fixture[mode]
    const ours = mode === 'inference' ? inference : training
    const tolerance = (quantity: 'logits' | 'taps'): number =>
      mode === 'inference' ? 1e-4 : Math.max(1e-4, 3 * agreement(fixture, mode, quantity))
    const logits = expected.logits.flat()
    expect(difference(ours.logits, logits, spreadOf(logits))).toBeLessThan(tolerance('logits'))
    expect(difference([ours.loss], [expected.loss], 0)).toBeLessThan(tolerance('logits'))
    for (const { layer, first, mean, std } of expected.taps) {
      const values = ours.taps[layer] as number[]
      const at = { layer, first: difference(values, first, std), mean: Math.abs(meanOf(values) - mean) / std }
      expect({ ...at, std: Math.abs(spreadOf(values) - std) / std }).toSatisfy(
        (found: Omit<typeof at, 'layer'> & { std: number }) =>
          Math.max(found.first, found.mean, found.std) < tolerance('taps'),
      )
    }
  })

  it.each(['inference', 'training'] as const)('gives the gradients of Keras in %s', (mode) => {
    const expected = fixture[mode]
    const ours = mode === 'inference' ? inference : training
    const tolerance = (quantity: 'inputGradient' | 'weightGradients'): number => {
      const worst = agreement(fixture, mode, quantity)
      return mode === 'training' ? Math.max(1e-3, 3 * worst) : worst > 3e-5 ? 3 * worst : 1e-4
    }
    const { first, std, meanAbs, norm } = expected.inputGradient
    const input = ours.inputGradient
    const found = [
      difference(input, first, std),
      difference([spreadOf(input)], [std], 0),
      difference([meanOf(input.map(Math.abs))], [meanAbs], 0),
      difference([normOf(input)], [norm], 0),
    ]
    expect(Math.max(...found)).toBeLessThan(tolerance('inputGradient'))
    for (const weight of expected.weightGradients) {
      const values = ours.weightGradients[weight.path] as number[]
      const spread = weight.norm / Math.sqrt(values.length)
      const apart = Math.max(difference(values, weight.first, spread), difference([normOf(values)], [weight.norm], 0))
      expect({ path: weight.path, apart }).toSatisfy((w: { apart: number }) => w.apart < tolerance('weightGradients'))
    }
  })

  it('moves the statistics by the rules of Keras 2 and of Keras 3', () => {
    const rules = { movingVarianceKeras2: training, movingVariance: run(network, fixture, true, 'keras3') } as const
    for (const expected of fixture.training.movingStatistics) {
      const place = (role: string): number =>
        network.statistics.findIndex(({ path: at }) => at === `${expected.layer}/${role}`)
      const compare = (ours: number[] | undefined, { first, mean }: Sample): void => {
        expect(difference(ours as number[], first, 0)).toBeLessThan(1e-4)
        expect(Math.abs(meanOf(ours as number[]) - mean) / Math.max(...first.map(Math.abs))).toBeLessThan(1e-4)
      }
      compare(training.statistics[place('moving_mean')], expected.movingMean)
      for (const rule of ['movingVariance', 'movingVarianceKeras2'] as const) {
        compare(rules[rule].statistics[place('moving_variance')], expected[rule])
      }
    }
    const [two, three] = ['movingVarianceKeras2', 'movingVariance'].map(
      (rule) => rules[rule as keyof typeof rules].statistics,
    )
    expect(two).not.toEqual(three)
  }, 600_000)
})

function agreement({ agreement: of }: Fixture, mode: 'inference' | 'training', quantity: keyof Agreement): number {
  return Math.max(of.oneDnnOnVersusOff[mode][quantity], of.float32VersusFloat64[mode][quantity])
}
