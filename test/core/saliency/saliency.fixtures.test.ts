import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { VisualizedUnit } from '../../../src-main/contract/evaluations.ts'
import type { MethodChoice } from '../../../src-main/contract/method.ts'
import { findLayer } from '../../../src-main/core/network/explainable-layers.ts'
import { decodeArray, greatestDifference, type EncodedArray } from '../../support/fixtures.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import {
  explainCase,
  logitsOfCase,
  saliencyCases,
  visualizeCase,
  type SaliencyCase,
} from '../../support/saliency-fixtures.ts'

type Arrays<K extends string> = Readonly<Record<K, EncodedArray>>

interface Gradients {
  readonly vanilla_gradient: Arrays<'signed' | 'positive_part' | 'negative_part'>
  readonly vanilla_gradient_of_probability: Arrays<'signed'>
  readonly tf_keras_vis_saliency: Arrays<'absolute_channel_max_raw' | 'absolute_channel_max_map'>
  readonly gradient_times_input: Arrays<'map'>
}
interface SmoothGrad extends Arrays<
  'noise' | 'absolute_keepdims' | 'absolute_channel_max' | 'signed_mean' | 'squared_mean'
> {
  readonly samples: number
  readonly smooth_noise: number
}
interface IntegratedGradients {
  readonly steps: number
  readonly score_image: readonly number[]
  readonly score_baseline: readonly number[]
  readonly rules: Readonly<
    Record<
      string,
      {
        readonly sum: readonly number[]
        readonly completeness_error: readonly number[]
        readonly map: EncodedArray | null
      }
    >
  >
}
type Guided = Readonly<Record<'guided' | 'deconvnet', { readonly made_by: string; readonly signed: EncodedArray }>>
interface ClassActivation extends Partial<Arrays<'raw' | 'signed' | 'expanded'>> {
  readonly made_by: string
}
type LayerMaps = Readonly<Record<string, ClassActivation>> & { readonly default_seek_finds_this_layer?: boolean }
interface Occlusion extends Arrays<'map'> {
  readonly window: number
  readonly stride: number
  readonly fill: number
}
type Maximized = { readonly noise: EncodedArray } & Readonly<
  Record<
    'standardized' | 'pixels',
    { readonly unit: VisualizedUnit; readonly steps: number; readonly image: EncodedArray; readonly activation: number }
  >
>
interface KerasVis {
  readonly saliency: Readonly<Record<string, Arrays<'channel_max_before_scaling' | 'map'>>>
  readonly cam: Readonly<Record<string, Arrays<'heat_before_resizing' | 'map'>>>
}

/** The greatest difference, as a share of the expected map's largest magnitude. */
function distance(actual: Float32Array, expected: ArrayLike<number>): number {
  const scale = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  return greatestDifference(actual, expected) / scale
}
const expectClose = (actual: Float32Array, expected: ArrayLike<number>, tolerance = 1e-5): void =>
  expect(distance(actual, expected)).toBeLessThan(tolerance)

/** (a − min) / (max − min + 1e-7) over each image: how keras-vis and tf-keras-vis scale. */
function scaled(maps: Float32Array, images: number): Float32Array {
  const size = maps.length / images
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

/** Joins the channels of an encoded [images, height, width, 3]. */
function joined(encoded: EncodedArray, join: (pixel: Float32Array) => number): Float32Array {
  const values = decodeArray(encoded) as Float32Array
  return Float32Array.from({ length: values.length / 3 }, (_, i) => join(values.subarray(3 * i, 3 * i + 3)))
}
const sum = (pixel: Float32Array): number => pixel.reduce((total, value) => total + value, 0)
const largest = (pixel: Float32Array): number => Math.max(...pixel)

/** Maps [images, rows, columns] with every value repeated, at the size of the images. */
function blocks({ shape, ...encoded }: EncodedArray, { model }: SaliencyCase): Float32Array {
  const values = decodeArray({ shape, ...encoded })
  const [images = 0, rows = 0, columns = 0] = shape
  const [, height = 0, width = 0] = model.images.shape
  return Float32Array.from({ length: images * height * width }, (_, at) => {
    const [image, pixel] = [Math.floor(at / (height * width)), at % (height * width)]
    const [row, column] = [Math.floor(pixel / width), pixel % width]
    const place = Math.floor((row * rows) / height) * columns + Math.floor((column * columns) / width)
    return values[image * rows * columns + place] as number
  })
}

/** Both ways of joining channels, so that all three of them count. */
function expectChannels(
  at: SaliencyCase,
  { id, params }: MethodChoice,
  expected: EncodedArray,
  tolerance = 1e-5,
): void {
  expectClose(explainCase(at, { id, params: { ...params, channels: 'sum' } }).maps, joined(expected, sum), tolerance)
  expectClose(
    explainCase(at, { id, params: { ...params, channels: 'max' } }).maps,
    joined(expected, largest),
    tolerance,
  )
}

const classActivation: Readonly<Record<string, MethodChoice>> = {
  gradcam: { id: 'grad-cam', params: {} },
  gradcam_plus_plus: { id: 'grad-cam-plus-plus', params: { score: 'exponential' } },
  layercam: { id: 'layer-cam', params: {} },
  hirescam: { id: 'hires-cam', params: {} },
  scorecam: { id: 'score-cam', params: { weights: 'probability' } },
}
const modifiers: Readonly<Record<string, MethodChoice['params']>> = {
  none: { sign: 'signed' },
  absolute: { sign: 'absolute' },
  relu: { sign: 'positive' },
  negate: { sign: 'negated' },
  invert: { sign: 'signed', form: 'inverse' },
  small_values: { sign: 'absolute', form: 'inverse' },
}
const gradientModifiers: Readonly<Record<string, string>> = {
  none: 'signed',
  absolute: 'absolute',
  relu: 'rectified',
  negate: 'negated',
}
const backprops: Readonly<Record<string, MethodChoice>> = {
  none: { id: 'gradient', params: {} },
  guided: { id: 'guided-backpropagation', params: { rule: 'relu-only' } },
  rectified: { id: 'deconvnet', params: { rule: 'relu-only' } },
}
/** `backprop=none,grad_modifier=relu` */
const named = (key: string): Record<string, string> =>
  Object.fromEntries(key.split(',').map((part) => part.split('=') as [string, string]))

describe.each(saliencyCases().map((at) => [at.name, at] as const))(
  'saliency of the %s network, as TensorFlow, tf-keras-vis and keras-vis compute it',
  (_, at) => {
    beforeAll(useJavaScript)
    const images = at.model.targets.length

    it('starts from the same logits', () => {
      const expected = decodeArray(at.model.logits)
      const scale = Math.max(1, ...expected.map(Math.abs))
      expect(greatestDifference(logitsOfCase(at), expected) / scale).toBeLessThan(2e-5)
    })

    const gradients = at.read<Gradients>('gradients')
    if (gradients)
      describe('gradient', () => {
        const { vanilla_gradient, vanilla_gradient_of_probability, tf_keras_vis_saliency, gradient_times_input } =
          gradients as Gradients

        it.each([
          ['signed', 'signed'],
          ['positive', 'positive_part'],
          ['negative', 'negative_part'],
        ] as const)('%s', (sign, name) => {
          expectChannels(at, { id: 'gradient', params: { sign } }, vanilla_gradient[name])
        })

        it('of a probability is that of the logits, each times its derivative', () => {
          const target = at.model.targets.map((wanted, i) => {
            const row = Array.from(decodeArray(at.model.probabilities)).slice(
              i * at.network.classes,
              (i + 1) * at.network.classes,
            )
            return row.map((p, k) => (row[wanted] as number) * ((k === wanted ? 1 : 0) - p))
          })
          const choice = { id: 'gradient', params: { sign: 'signed', channels: 'sum' } }
          const { maps } = tf.tidy(() => explainCase(at, choice, { target: tf.tensor2d(target) }))
          expectClose(maps, joined(vanilla_gradient_of_probability.signed, sum))
        })

        it("by default is tf-keras-vis's Saliency", () => {
          const { maps } = explainCase(at, { id: 'gradient', params: {} })
          expectClose(maps, decodeArray(tf_keras_vis_saliency.absolute_channel_max_raw))
          expectClose(scaled(maps, images), decodeArray(tf_keras_vis_saliency.absolute_channel_max_map))
        })

        it('times the input', () => {
          expectChannels(at, { id: 'gradient-x-input', params: {} }, gradient_times_input.map)
        })
      })

    const smooth = at.read<SmoothGrad>('smoothgrad')
    if (smooth)
      describe('SmoothGrad with given noise', () => {
        const { noise, samples, smooth_noise, ...expected } = smooth
        const explain = (id: string, params: MethodChoice['params']) =>
          tf.tidy(() => {
            const draws = tf.unstack(tf.tensor(decodeArray(noise), [...noise.shape]))
            const choice = { id, params: { samples, noise: smooth_noise, ...params } }
            return explainCase(at, choice, { change: { normal: (__, stream) => tf.clone(draws[stream] as tf.Tensor) } })
          }).maps

        it.each([
          ['absolute', 'absolute_keepdims'],
          ['signed', 'signed_mean'],
          ['squared', 'squared_mean'],
        ] as const)('%s', (sign, name) => {
          expectClose(explain('smooth-grad', { sign, channels: 'sum' }), joined(expected[name], sum))
          expectClose(explain('smooth-grad', { sign, channels: 'max' }), joined(expected[name], largest))
        })

        it("by default is tf-keras-vis's", () => {
          expectClose(explain('smooth-grad', {}), decodeArray(expected.absolute_channel_max))
        })

        it('and VarGrad, from the same gradients', () => {
          const [mean, square] = [decodeArray(expected.signed_mean), decodeArray(expected.squared_mean)]
          const variance = Float32Array.from(square, (value, i) => value - (mean[i] as number) ** 2)
          const pixels = Float32Array.from({ length: variance.length / 3 }, (__, i) =>
            largest(variance.subarray(3 * i, 3 * i + 3)),
          )
          expectClose(explain('var-grad', {}), pixels)
        })
      })

    const integrated = at.read<IntegratedGradients>('integrated-gradients')
    if (integrated)
      describe('integrated gradients', () => {
        const { rules, steps, score_image, score_baseline } = integrated
        it.each(Object.entries(rules))('%s', (name, expected) => {
          const points = /^pair_(\d+)_points/.exec(name)?.[1]
          const params = points === undefined ? { rule: name, steps } : { rule: 'pair', steps: Number(points) }
          const explain = (channels: string) =>
            explainCase(at, { id: 'integrated-gradients', params: { ...params, channels } })
          const { maps, figures } = explain('sum')
          for (let i = 0; i < images; i++) {
            const difference = (score_image[i] as number) - (score_baseline[i] as number)
            const scale = Math.max(1, Math.abs(difference))
            expect(Math.abs((figures['difference']?.[i] as number) - difference) / scale).toBeLessThan(1e-5)
            expect(Math.abs((figures['sum']?.[i] as number) - (expected.sum[i] as number)) / scale).toBeLessThan(1e-5)
            const error = (figures['sum']?.[i] as number) - (figures['difference']?.[i] as number)
            expect(Math.abs(error - (expected.completeness_error[i] as number)) / scale).toBeLessThan(2e-5)
          }
          if (!expected.map) return
          expectClose(maps, joined(expected.map, sum))
          expectClose(explain('max').maps, joined(expected.map, largest))
        })
      })

    const guided = at.read<Guided>('guided')
    if (guided)
      describe('by another rule', () => {
        // The papers know ReLU alone: of the others a fixture may follow either of the documented rules.
        it.each([
          ['guided-backpropagation', 'guided', ['derivative', 'positive']],
          ['deconvnet', 'deconvnet', ['all']],
        ] as const)('%s', (id, name, rules) => {
          const expected = guided[name].signed
          const distances = rules.map((rule) => {
            const ofSum = explainCase(at, { id, params: { rule, sign: 'signed', channels: 'sum' } }).maps
            const ofMax = explainCase(at, { id, params: { rule, sign: 'signed', channels: 'max' } }).maps
            return Math.max(distance(ofSum, joined(expected, sum)), distance(ofMax, joined(expected, largest)))
          })
          expect(Math.min(...distances)).toBeLessThan(1e-5)
        })
      })

    const layers = at.read<Readonly<Record<string, LayerMaps>>>('cam') ?? {}
    const maps = Object.entries(layers).flatMap(([layer, methods]) =>
      Object.entries(methods as Readonly<Record<string, ClassActivation>>).flatMap(([name, expected]) =>
        classActivation[name] ? [[`${name} at ${layer}`, layer, classActivation[name], expected] as const] : [],
      ),
    )
    it.each(maps)('%s', (name, layer, { id, params }, expected) => {
      const explain = (more: MethodChoice['params']) =>
        explainCase(at, { id, params: { ...params, layer, ...more } }).maps
      const tolerance = /plus|score/.test(name) ? 1e-4 : 1e-5
      if (expected.raw) expectClose(explain({ resize: 'blocks' }), blocks(expected.raw, at), tolerance)
      if (expected.expanded) expectClose(explain({}), decodeArray(expected.expanded), tolerance)
      if (expected.signed) {
        expectClose(explain({ side: 'signed', resize: 'blocks' }), blocks(expected.signed, at), tolerance)
      }
    })

    it.runIf(layers['cam'])('the class-activation map of the head', () => {
      const { maps: found } = explainCase(at, { id: 'cam', params: { resize: 'blocks' } })
      expectClose(found, blocks((layers['cam'] as unknown as Arrays<'raw'>).raw, at))
    })

    it.each(Object.entries(layers).filter(([, { default_seek_finds_this_layer: isFound }]) => isFound === true))(
      'tf-keras-vis finds %s by itself',
      (layer) => {
        expect(findLayer(at.network, 'tf-keras-vis').name).toBe(layer)
        expect(findLayer(at.network, 'keras-vis').name).toBe(layer)
      },
    )

    const occlusion = at.read<Occlusion>('occlusion')
    it.runIf(occlusion)('occlusion', () => {
      const { window, stride, fill, map } = occlusion as Occlusion
      expectClose(explainCase(at, { id: 'occlusion', params: { window, stride, fill } }).maps, decodeArray(map))
    })

    const maximized = at.read<Maximized>('activation-maximization')
    it.runIf(maximized)("activation maximisation, keras-vis's loop", () => {
      const { noise, ...cases } = maximized as Maximized
      for (const range of ['standardized', 'pixels'] as const) {
        const { unit, steps, image, activation } = cases[range]
        const found = visualizeCase(at, unit, { iterations: steps, range, jitter: 0 }, noise)
        expectClose(found.image, decodeArray(image), 1e-4)
        expect(found.activation / activation).toBeCloseTo(1, 3)
      }
    })

    const kerasVis = at.read<KerasVis>('keras-vis')
    if (kerasVis)
      describe('keras-vis 0.5', () => {
        const { saliency, cam } = kerasVis
        it.each(Object.entries(saliency))('visualize_saliency with %s', (key, expected) => {
          const { backprop = '', grad_modifier: modifier = '' } = named(key)
          const { id, params } = backprops[backprop] as MethodChoice
          const choice = { id, params: { ...params, ...modifiers[modifier], channels: 'max' } }
          const { maps: found } = explainCase(at, choice)
          const before = decodeArray(expected.channel_max_before_scaling)
          if (modifiers[modifier]?.['form'] === undefined) {
            expectClose(found, before)
            expectClose(scaled(found, images), decodeArray(expected.map))
            return
          }
          // Where the gradient is all but zero, its inverse is all rounding.
          const least = joined((gradients as Gradients).vanilla_gradient.signed, (pixel) =>
            Math.min(...pixel.map(Math.abs)),
          )
          const compared = found.filter((__, i) => (least[i] as number) > 1e-4)
          expect(compared.length).toBeGreaterThan(found.length / 4)
          found.forEach((value, i) => {
            if ((least[i] as number) > 1e-4) expect(value / (before[i] as number)).toBeCloseTo(1, 2)
          })
        })

        it.each(Object.entries(cam))('visualize_cam with %s', (key, expected) => {
          const { penultimate = '', grad_modifier: modifier = '' } = named(key)
          const params = { layer: penultimate, variant: 'keras-vis', gradients: gradientModifiers[modifier] as string }
          const explain = (resize: string) => explainCase(at, { id: 'grad-cam', params: { ...params, resize } }).maps
          expectClose(explain('blocks'), blocks(expected.heat_before_resizing, at))
          expectClose(scaled(explain('cubic'), images), decodeArray(expected.map), 1e-4)
        })
      })
  },
)
