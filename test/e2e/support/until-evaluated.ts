import { vi } from 'vitest'
import type { Client, Evaluation } from '../../../src-main/contract/index.ts'

/** Evaluations of these runs, once `count` of them are done. */
export function untilEvaluated(client: Client, runs: readonly string[], count: number): Promise<Evaluation[]> {
  return vi.waitFor(
    async () => {
      const done = (await client.evaluations.list({ runs: [...runs] })).filter(({ state }) => state === 'done')
      if (done.length < count) throw new Error(`${done.length} of ${count} evaluations are done.`)
      return done
    },
    { timeout: 200_000, interval: 300 },
  )
}
