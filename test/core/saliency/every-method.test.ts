import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { MethodChoice } from '../../../src-main/contract/method.ts'
import { registries } from '../../../src-main/core/catalog.ts'
import { readPixels } from '../../../src-main/core/datasets/pixels.ts'
import { greatestDifference } from '../../support/fixtures.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'
import { distance, explain, flat, plain, set } from '../../support/tiny-explanations.ts'

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
