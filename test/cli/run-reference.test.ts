import { describe, expect, it } from 'vitest'
import { findRun } from '../../src-main/cli/client/run-reference.ts'

const runs = [
  { id: 'abc1', name: 'base', createdAt: 3 },
  { id: 'abd2', name: 'adversarial', createdAt: 2 },
  { id: 'xyz3', name: 'base', createdAt: 1 },
]

describe('findRun', () => {
  it('takes an id, a unique beginning of one, a name, or latest', () => {
    expect(findRun(runs, 'abd2').id).toBe('abd2')
    expect(findRun(runs, 'x').id).toBe('xyz3')
    expect(findRun(runs, 'adversarial').id).toBe('abd2')
    expect(findRun(runs, 'latest').id).toBe('abc1')
  })

  it('lists the runs that an ambiguous word could mean', () => {
    expect(() => findRun(runs, 'base')).toThrow('2 runs are called "base".')
    expect(() => findRun(runs, 'ab')).toThrow('2 runs have an id that begins with "ab".')
  })

  it('names the nearest run', () => {
    expect(() => findRun(runs, 'adversaril')).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('Did you mean "adversarial"?') as string }),
    )
    expect(() => findRun(runs, 'shapes of mine')).toThrow(
      expect.objectContaining({ hint: '"adversarium runs" lists all runs; "latest" is the newest.' }),
    )
    expect(() => findRun([], 'latest')).toThrow('the workspace has no run yet')
  })
})
