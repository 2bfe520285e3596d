import { beforeAll, describe, expect, it } from 'vitest'
import type { MethodChoice } from '../../../src-main/contract/method.ts'
import { decodeArray } from '../../support/fixtures.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { leaveOut } from '../../support/leave-out.ts'
import { explainCase, saliencyCases } from '../../support/saliency-fixtures.ts'
import { blocks, distance, joined, scaled, type Arrays } from '../../support/saliency-values.ts'

/** Of TensorFlow. */
interface Gradients {
  readonly vanilla_gradient: Arrays<'signed'>
}
interface KerasVis {
  readonly saliency: Readonly<Record<string, Arrays<'channel_max_before_scaling' | 'map'>>>
  readonly cam: Readonly<Record<string, Arrays<'heat_before_resizing' | 'map'>>>
}

const expectClose = (actual: Float32Array, expected: ArrayLike<number>, tolerance = 1e-5): void =>
  expect(distance(actual, expected)).toBeLessThan(tolerance)

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

const cases = saliencyCases().flatMap((at) => {
  const expected = at.read<KerasVis>('keras-vis')
  return expected ? [[at.name, at, expected] as const] : []
})
if (cases.length === 0) leaveOut('saliency of keras-vis', 'its fixtures are below ADVERSARIUM_FIXTURES alone')

describe.each(cases)('saliency of the %s network, as keras-vis 0.5 computes it', (_, at, { saliency, cam }) => {
  beforeAll(useJavaScript)
  const images = at.model.targets.length
  const gradients = at.read<Gradients>('gradients')

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
    const least = joined((gradients as Gradients).vanilla_gradient.signed, (pixel) => Math.min(...pixel.map(Math.abs)))
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
