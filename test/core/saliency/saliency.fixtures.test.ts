import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { MethodChoice } from '../../../src-main/contract/method.ts'
import { findLayer } from '../../../src-main/core/network/explainable-layers.ts'
import { decodeArray, greatestDifference, type EncodedArray } from '../../support/fixtures.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { explainCase, logitsOfCase, saliencyCases, type SaliencyCase } from '../../support/saliency-fixtures.ts'
import { blocks, distance, joined, largest, scaled, sum, type Arrays } from '../../support/saliency-values.ts'

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
const expectClose = (actual: Float32Array, expected: ArrayLike<number>, tolerance = 1e-5): void =>
  expect(distance(actual, expected)).toBeLessThan(tolerance)

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
describe.each(saliencyCases().map((at) => [at.name, at] as const))(
  'saliency of the %s network, as TensorFlow and tf-keras-vis compute it',
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
  },
)
