import { describe, expect, it } from 'vitest'
import { countTransfer, outcomeCodes } from '../../../src-main/core/measures/transfer.ts'

const { unseen, wrong, right } = outcomeCodes
const all = Int32Array.from({ length: 5 }, (_, image) => image)
const outcomes = {
  cleanOfSource: Uint8Array.of(right, right, right, right, wrong),
  cleanOfTarget: Uint8Array.of(right, right, right, wrong, right),
  attacked: Uint8Array.of(wrong, right, wrong, wrong, right),
}

describe('countTransfer', () => {
  it('counts over the images that both get right, or all that the target does', () => {
    expect(countTransfer(outcomes, 'both', all)).toEqual({ n: 3, fooled: 2 })
    expect(countTransfer(outcomes, 'target', all)).toEqual({ n: 4, fooled: 2 })
  })

  it('counts the named images alone, and none of which something is unknown', () => {
    expect(countTransfer(outcomes, 'target', Int32Array.of(0, 1))).toEqual({ n: 2, fooled: 1 })
    const less = { ...outcomes, attacked: Uint8Array.of(wrong, unseen) }
    expect(countTransfer(less, 'target', all)).toEqual({ n: 1, fooled: 1 })
    expect(countTransfer({ ...outcomes, cleanOfSource: Uint8Array.of() }, 'both', all)).toEqual({ n: 0, fooled: 0 })
  })

  it('is the success of a white-box attack where source and target are one', () => {
    const own = { ...outcomes, cleanOfTarget: outcomes.cleanOfSource }
    expect(countTransfer(own, 'both', all)).toEqual({ n: 4, fooled: 3 })
    expect(countTransfer(own, 'target', all)).toEqual(countTransfer(own, 'both', all))
  })
})
