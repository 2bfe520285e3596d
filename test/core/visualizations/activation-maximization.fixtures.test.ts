import { beforeAll, describe, expect, it } from 'vitest'
import type { VisualizedUnit } from '../../../src-main/contract/evaluations.ts'
import { decodeArray, type EncodedArray } from '../../support/fixtures.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { saliencyCases, visualizeCase } from '../../support/saliency-fixtures.ts'
import { distance } from '../../support/saliency-values.ts'

type Maximized = { readonly noise: EncodedArray } & Readonly<
  Record<
    'standardized' | 'pixels',
    { readonly unit: VisualizedUnit; readonly steps: number; readonly image: EncodedArray; readonly activation: number }
  >
>

const cases = saliencyCases().flatMap((at) => {
  const expected = at.read<Maximized>('activation-maximization')
  return expected ? [[at.name, at, expected] as const] : []
})

describe.each(cases)("activation maximisation of the %s network, keras-vis's loop", (_, at, { noise, ...ranges }) => {
  beforeAll(useJavaScript)

  it.each(['standardized', 'pixels'] as const)('%s', (range) => {
    const { unit, steps, image, activation } = ranges[range]
    const found = visualizeCase(at, unit, { iterations: steps, range, jitter: 0 }, noise)
    expect(distance(found.image, decodeArray(image))).toBeLessThan(1e-4)
    expect(found.activation / activation).toBeCloseTo(1, 3)
  })
})
