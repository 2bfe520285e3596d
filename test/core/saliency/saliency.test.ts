import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { MethodChoice } from '../../../src-main/contract/method.ts'
import { registries } from '../../../src-main/core/catalog.ts'
import { runNow } from '../../../src-main/core/computation.ts'
import { readPixels } from '../../../src-main/core/datasets/pixels.ts'
import { createClassifier, type Classifier } from '../../../src-main/core/evaluation/classifier.ts'
import { buildNetwork } from '../../../src-main/core/network/builder.ts'
import { initialize } from '../../../src-main/core/network/initialize.ts'
import type { Network } from '../../../src-main/core/network/network.ts'
import { joinChannels } from '../../../src-main/core/saliency/channels.ts'
import { createExplainer, type Explainer } from '../../../src-main/core/saliency/explainer.ts'
import { plainRuntime, type StepRuntime } from '../../../src-main/core/training/runtime.ts'
import { uploadModel } from '../../../src-main/core/training/tensors.ts'
import { greatestDifference } from '../../support/fixtures.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'
import { classes, tinyImages } from '../../support/tiny-training.ts'

/** All activations that have rules, and a sum before the last of them. */
const network = buildNetwork([6, 6, 3], ({ input }) => {
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
const smooth = buildNetwork([6, 6, 3], ({ input }) =>
  input
    .convolution('last', { filters: 8, kernelSize: 3, padding: 'same', useBias: true })
    .activation('last_swish', 'swish')
    .globalAveragePooling('pool')
    .dense('dense', { units: classes }),
)
const flat = buildNetwork([6, 6, 3], ({ input }) => input.flatten('flatten').dense('dense', { units: classes }))

const set = tinyImages(5, 3)
const everything = Int32Array.of(0, 1, 2, 3, 4)
/** What would take long: the fewest passes that show everything. */
const few: MethodChoice['params'] = { samples: 3, steps: 4, masks: 40, cells: 3 }
const chosen: MethodChoice[] = [
  { id: 'score-cam', params: { channels: 3 } },
  { id: 'grad-cam', params: { layer: 'sum' } },
  { id: 'occlusion', params: { window: 4, stride: 2, fill: 0 } },
]
const methods = registries.saliency
  .flatMap(({ id, params }) => {
    const short = Object.fromEntries(Object.entries(few).filter(([name]) => params[name]?.kind === 'number'))
    const choices = Object.entries(params).flatMap(([name, param]): MethodChoice['params'][] =>
      param.kind === 'choice' ? param.options.map(({ value }) => ({ [name]: value })) : [],
    )
    return [{}, ...choices].map((choice): MethodChoice => ({ id, params: { ...short, ...choice } }))
  })
  .concat(chosen)
const named = methods.map((choice) => [`${choice.id} ${JSON.stringify(choice.params)}`, choice] as const)
const byDefault = named.filter(([, { id }], i) => named.findIndex(([, other]) => other.id === id) === i)

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
function explainFully(runtime: StepRuntime, choice: MethodChoice, question: Question = {}) {
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
const explain = (runtime: StepRuntime, choice: MethodChoice, question?: Question): Float32Array =>
  explainFully(runtime, choice, question).maps

const plain = plainRuntime(() => 0)

/** The greatest difference as a share of the map's largest value; of an inverse, between what was turned. */
function distance({ params }: MethodChoice, actual: Float32Array, expected: Float32Array): number {
  const turn = (map: Float32Array): Float32Array => (params['form'] === 'inverse' ? map.map((value) => 1 / value) : map)
  const scale = Math.max(...turn(expected).map(Math.abs))
  return greatestDifference(turn(actual), turn(expected)) / Math.max(scale, Number.MIN_VALUE)
}

describe.each(named)('%s', (_, choice) => {
  beforeAll(useJavaScript)

  it('gives one finite value a pixel, leaks no tensor and does not depend on the other images', () => {
    const before = tf.memory().numTensors
    const maps = explain(plain, choice)
    expect(tf.memory().numTensors).toBe(before)
    expect(maps.every((value) => Number.isFinite(value))).toBe(true)
    expect(maps.some((value) => value !== 0)).toBe(true)
    const alone = explain(plain, choice, { only: Int32Array.of(3) })
    expect(greatestDifference(alone, maps.subarray(3 * 36, 4 * 36)) / Math.max(...maps.map(Math.abs))).toBeLessThan(
      1e-5,
    )
  })
})

describe.each(byDefault)('%s of what cannot be explained', (_, choice) => {
  beforeAll(useJavaScript)
  const one = { only: Int32Array.of(2) }

  it('is a map of zeros where the model ignores its image', () => {
    const isIgnored = (path: string): boolean => path === 'dense/kernel'
    const scale = (path: string): number => (isIgnored(path) ? 0 : 1)
    // Logits that are all zero would hide what a method makes of constant ones.
    const shift = (path: string): number => (path === 'dense/bias' ? 0.7 : 0)
    const maps = explain(plain, choice, { ...one, scale, shift })
    expect(maps.every((value) => Math.abs(value) === 0)).toBe(true)
  })

  it('is a sentence where image or logits are not finite', () => {
    const pixels = readPixels(set, one.only)
    pixels[7] = Number.NaN
    expect(() => explain(plain, choice, { ...one, pixels })).toThrow(
      'The image holds values that are not finite numbers.',
    )
    const scale = (path: string): number => (path === 'dense/kernel' ? 1e38 : path === 'last/kernel' ? 1e4 : 1)
    expect(() => explain(plain, choice, { ...one, scale })).toThrow('The image has logits that are not finite numbers.')
  })

  it('is a sentence or a map where there is no convolution', () => {
    const run = (): Float32Array => explain(plain, choice, { ...one, network: flat })
    const needsMap = registries.saliency.find(({ id }) => id === choice.id)?.params['layer'] !== undefined
    if (needsMap) expect(run).toThrow('This architecture has no convolution')
    else if (choice.id === 'cam') expect(run).toThrow('needs a head of global average pooling')
    // The gradient of a linear model is the same everywhere.
    else expect(run().some((value) => value !== 0)).toBe(choice.id !== 'var-grad')
  })
})

describe('a layer that the network has not', () => {
  beforeAll(useJavaScript)

  it('is refused with the nearest that it has', () => {
    const choice = { id: 'grad-cam', params: { layer: 'last_rely' } }
    expect(() => explain(plain, choice)).toThrow(
      expect.objectContaining({ code: 'invalid-input', hint: expect.stringContaining('Did you mean "last_relu"?') }),
    )
  })
})

describe('gradient', () => {
  beforeAll(useJavaScript)

  it('is what a small change of one pixel does to the logit', () => {
    const map = explain(
      plain,
      { id: 'gradient', params: { sign: 'signed', channels: 'sum' } },
      { only: Int32Array.of(2) },
    )
    const logit = (change: number): number =>
      tf.tidy(() => {
        const pixels = readPixels(set, Int32Array.of(2))
        for (const channel of [0, 1, 2]) pixels[(2 * 6 + 3) * 3 + channel]! += change
        const classifier = createClassifier(network, plain)
        const model = classifier.fold(uploadModel(network, initialize(network, 4)))
        const logits = runNow(classifier.logits(model, tf.tensor4d(pixels, [1, 6, 6, 3])))
        return logits.dataSync()[2] as number
      })
    expect((logit(0.01) - logit(-0.01)) / 0.02).toBeCloseTo(map[2 * 6 + 3] as number, 3)
  })

  it('of one class minus another is the difference of their gradients', () => {
    const choice = { id: 'gradient', params: { sign: 'signed', channels: 'sum' } }
    const gradientOf = (target: number[]): Float32Array => explain(plain, choice, { only: Int32Array.of(1), target })
    const [first, second] = [gradientOf([1, 0, 0]), gradientOf([0, 0, 1])]
    const difference = first.map((value, i) => value - (second[i] as number))
    expect(greatestDifference(gradientOf([1, 0, -1]), difference)).toBeLessThan(1e-6)
  })
})

describe('integrated gradients', () => {
  beforeAll(useJavaScript)

  it.each(['black', 'white', 'blurred', 'uniform'])('add up to the difference of the scores (%s)', (baseline) => {
    const { figures } = explainFully(plain, { id: 'integrated-gradients', params: { baseline, steps: 100 } })
    figures['difference']?.forEach((difference, i) => {
      expect(Math.abs((figures['sum']?.[i] ?? 0) - difference)).toBeLessThan(0.01 * Math.abs(difference) + 1e-3)
    })
  })
})

describe('class-activation methods', () => {
  beforeAll(useJavaScript)

  it('are the same behind global average pooling and a dense layer', () => {
    const params = { side: 'signed' }
    const cam = explain(plain, { id: 'cam', params })
    const perPlace = explain(plain, { id: 'hires-cam', params }).map((value) => value * 9)
    const averaged = explain(plain, { id: 'grad-cam', params }).map((value) => value * 9)
    expect(distance({ id: 'cam', params }, perPlace, cam)).toBeLessThan(1e-5)
    expect(distance({ id: 'cam', params }, averaged, cam)).toBeLessThan(1e-5)
  })

  it('take the channels that vary most', () => {
    const all = explain(plain, { id: 'score-cam', params: { channels: 8 } })
    expect(explain(plain, { id: 'score-cam', params: {} })).toEqual(all)
    expect(
      distance({ id: 'score-cam', params: {} }, explain(plain, { id: 'score-cam', params: { channels: 3 } }), all),
    ).toBeGreaterThan(0.01)
  })
})

describe('VarGrad', () => {
  beforeAll(useJavaScript)

  it('of no noise is exactly zero', () => {
    const maps = explain(plain, { id: 'var-grad', params: { samples: 7, noise: 0 } })
    expect(maps.every((value) => value === 0)).toBe(true)
  })

  it('of a little noise is not lost in the size of the gradient', () => {
    // Of small noise, deviations are in proportion to it, and the variance to its square.
    const ofNoise = (noise: number): Float32Array =>
      explain(plain, { id: 'var-grad', params: { samples: 7, noise, channels: 'sum' } }, { network: smooth })
    const [small, large] = [ofNoise(1e-4), ofNoise(1e-3)]
    const scaled = small.map((value) => value * 100)
    expect(greatestDifference(scaled, large) / Math.max(...large)).toBeLessThan(0.05)
  })
})

describe('RISE', () => {
  beforeAll(useJavaScript)

  it.each(['logit', 'probability'])('of a model that ignores its image is zero (%s)', (score) => {
    const scale = (path: string): number => (path === 'dense/kernel' ? 0 : 1)
    const shift = (path: string): number => (path === 'dense/bias' ? 0.7 : 0)
    const maps = explain(plain, { id: 'rise', params: { masks: 40, cells: 3, score } }, { scale, shift })
    expect(maps.every((value) => Math.abs(value) === 0)).toBe(true)
  })

  it('of more masks comes nearer to where the evidence is', () => {
    // A model whose logits are sums over one corner of the image each.
    const corner = buildNetwork([6, 6, 3], ({ input }) =>
      input
        .cropping('corner', [
          [0, 4],
          [0, 4],
        ])
        .flatten('flatten')
        .dense('dense', { units: classes }),
    )
    const mapOf = (masks: number): Float32Array =>
      explain(plain, { id: 'rise', params: { masks, cells: 3 } }, { network: corner, only: Int32Array.of(0) }).map(
        Math.abs,
      )
    const shareInCorner = (map: Float32Array): number => {
      const total = map.reduce((sum, value) => sum + value)
      return map.reduce((sum, value, i) => sum + (i % 6 < 3 && i < 18 ? value : 0), 0) / total
    }
    expect(shareInCorner(mapOf(2000))).toBeGreaterThan(Math.max(0.5, shareInCorner(mapOf(20))))
  })
})

describe('joinChannels', () => {
  beforeAll(useJavaScript)

  it.each([
    ['max', 1],
    ['strongest', -4],
    ['mean', -1],
    ['sum', -3],
  ] as const)('%s', (join, expected) => {
    expect(joinChannels(join, tf.tensor4d([1, -4, 0], [1, 1, 1, 3])).dataSync()[0]).toBe(expected)
  })
})

tellSkipped('saliency on TensorFlow')

describe.skipIf(!hasTensorflow)('on TensorFlow, compiled', () => {
  it('every method is the same as in JavaScript', async () => {
    await useJavaScript()
    const expected = methods.map((choice) => explain(plain, choice))
    const { step } = await useTensorflow()
    const distances = methods.map((choice, i) => [
      `${choice.id} ${JSON.stringify(choice.params)}`,
      distance(choice, explain(step, choice), expected[i] as Float32Array),
    ])
    expect(distances.filter(([, far]) => !((far as number) < 1e-5))).toEqual([])
  }, 60_000)
})
