import { describe, expect, it } from 'vitest'
import { chooseFaster } from '../../src-main/bench/jit-choice.ts'

describe('chooseFaster', () => {
  it('takes the faster way, and says by what', () => {
    const at = ' at batch 128'
    expect(chooseFaster({ rate: 120 }, { rate: 100 }, at)).toEqual({
      jit: 'auto',
      note: "jit_compile='auto' ('auto' was 1.20 × as fast at batch 128)",
    })
    expect(chooseFaster({ rate: 80 }, { rate: 100 }, '')).toEqual({
      jit: 'false',
      note: "jit_compile=False ('auto' was 0.80 × as fast)",
    })
  })

  it('takes the way that gives a figure, and keeps the reason why the other gave none', () => {
    const failed = 'took longer than 120 s, or was killed'
    expect(chooseFaster({ failed }, { rate: 100 }, '')).toEqual({
      jit: 'false',
      note: `jit_compile=False ('auto': ${failed})`,
    })
    expect(chooseFaster({ rate: 100 }, { failed }, '')).toEqual({
      jit: 'auto',
      note: `jit_compile='auto' (False: ${failed})`,
    })
  })

  it('says so where neither does', () => {
    const none = (auto: string, off: string): string => chooseFaster({ failed: auto }, { failed: off }, '').note
    expect(none('no such layer', 'no such layer')).toBe('jit_compile=False (neither way gave a figure: no such layer)')
    expect(none('took too long', 'no such layer')).toBe(
      'jit_compile=False (neither way gave a figure: took too long; no such layer)',
    )
  })
})
