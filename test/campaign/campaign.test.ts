import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { leaveOut } from '../support/leave-out.ts'
import { formatRound } from './report.ts'
import { runCampaign } from './run-campaign.ts'

/** Its twenty rounds have every kind of work. */
const seed = 295
const rounds = Array.from({ length: 20 }, (_, i) => i + 1)
const built = ['host', 'engine', 'cli'].map((name) => resolve(import.meta.dirname, `../../out/main/${name}.cjs`))

describe('a kill campaign', () => {
  if (!built.every((file) => existsSync(file))) return leaveOut('kill campaign', 'out/main is not built')

  // Each takes as long as three other rounds.
  console.log('SKIPPED windows of the kill campaign: npm run campaign has them')
  it('loses nothing in twenty rounds', { timeout: 600_000 }, async () => {
    const results = await runCampaign({ seed, rounds, jobs: 2, hasWindow: false })
    const broken = results.filter(({ findings }) => findings.length > 0)
    expect(broken.map(formatRound)).toEqual([])
    expect(results.filter(({ hit }) => hit.length > 0).length).toBeGreaterThan(15)
    expect(results.reduce((sum, { points }) => sum + points, 0)).toBeGreaterThan(1000)
  })
})
