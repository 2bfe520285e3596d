import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { planRound } from './plan-round.ts'
import type { Yard } from './round.ts'
import { runRound, runTwin, type RoundResult, type Twin } from './run-round.ts'
import type { Scenario } from './scenario.ts'
import { createTemplates, makeSources } from './templates.ts'

export interface CampaignOptions {
  readonly seed: number
  /** The numbers of the rounds. */
  readonly rounds: readonly number[]
  /** Rounds at once. */
  readonly jobs: number
  readonly hasWindow: boolean
  onRound?(result: RoundResult): void
}

/** Runs these rounds, each from its seed and number alone, and resolves to what they came to, in their order. */
export async function runCampaign({ seed, rounds, jobs, hasWindow, onRound }: CampaignOptions): Promise<RoundResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'adversarium-campaign-'))
  const clearing = new Set<() => void>()
  // Whoever ends a campaign wants none of its programs to live on.
  const abort = (): void => {
    for (const clear of clearing) clear()
    rmSync(folder, { recursive: true, force: true })
    process.exit(130)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, abort)
  try {
    const yard = await openYard(folder, clearing)
    const twins = new Map<Scenario, Promise<Twin>>()
    const twinOf = (scenario: Scenario): Promise<Twin> => {
      const twin = twins.get(scenario) ?? runTwin(scenario, yard)
      twins.set(scenario, twin)
      return twin
    }
    const results = new Map<number, RoundResult>()
    const waiting = [...rounds]
    const work = async (): Promise<void> => {
      for (let round = waiting.shift(); round !== undefined; round = waiting.shift()) {
        const plan = planRound(seed, round, { hasWindow })
        const result = await runRound(plan, twinOf, yard)
        results.set(round, result)
        onRound?.(result)
      }
    }
    await Promise.all(Array.from({ length: jobs }, work))
    return rounds.flatMap((round) => results.get(round) ?? [])
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, abort)
    rmSync(folder, { recursive: true, force: true })
  }
}

async function openYard(folder: string, clearing: Yard['clearing']): Promise<Yard> {
  const sources = await makeSources(join(folder, 'sources'))
  const templates = join(folder, 'templates')
  mkdirSync(templates)
  return { folder, sources, clearing, copyTemplate: createTemplates(templates, sources).copy }
}
