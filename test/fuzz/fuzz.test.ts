import { describe, expect, it } from 'vitest'
import { readCorpus } from './corpus.ts'
import { runFuzz } from './run-fuzz.ts'
import { targets } from './targets/index.ts'

describe('hostile input', () => {
  it(
    'of every kind is taken or refused in a sentence: what failed once, and 2,000 new cases',
    { timeout: 300_000 },
    async () => {
      const corpus = readCorpus(targets)
      const { targets: told, failures } = await runFuzz({ targets, cases: 2000, seed: 8, lanes: 2, corpus })
      expect(failures.map(({ target, number, fault }) => ({ target, number, fault }))).toEqual([])
      expect(told.reduce((sum, { cases }) => sum + cases, 0)).toBeGreaterThan(1900 + corpus.length)
      for (const { cases } of told) expect(cases).toBeGreaterThan(0)
    },
  )
})
