import { describe, expect, it } from 'vitest'
import { findRun, findRuns } from '../../src-main/cli/client/run-reference.ts'

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

describe('findRuns', () => {
  const experiments = [
    { id: 'e1', name: 'pair', runs: ['abd2', 'abc1'] },
    { id: 'e2', name: 'adversarial', runs: ['xyz3'] },
    { id: 'e3', name: 'twice', runs: ['abc1'] },
    { id: 'e4', name: 'twice', runs: ['xyz3'] },
  ]
  const client = {
    runs: { list: () => Promise.resolve(runs) },
    experiments: { list: () => Promise.resolve(experiments) },
  } as unknown as Parameters<typeof findRuns>[0]
  const idsOf = async (...words: string[]) => (await findRuns(client, words)).map(({ id }) => id)

  it('takes an experiment as its runs, each once, and a run of that name before it', async () => {
    expect(await idsOf('pair', 'abc1', 'x')).toEqual(['abd2', 'abc1', 'xyz3'])
    expect(await idsOf('e1')).toEqual(['abd2', 'abc1'])
    expect(await idsOf('adversarial')).toEqual(['abd2'])
  })

  it('lists the experiments that a name could mean', async () => {
    await expect(idsOf('twice')).rejects.toThrow('2 experiments are called "twice".')
  })
})
