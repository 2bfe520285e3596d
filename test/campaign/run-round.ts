import { setTimeout as wait } from 'node:timers/promises'
import { checkFiles, isWriting } from './checks/files.ts'
import { compareDigests, digestOf, type Digest } from './checks/digest.ts'
import { checkRecord } from './checks/record.ts'
import type { Fault, Finding } from './finding.ts'
import type { Blow, RoundPlan, Victim } from './plan-round.ts'
import { startProgram, type Connection, type Program } from './programs.ts'
import { openRound, type Round, type Struck, type Yard } from './round.ts'
import type { Scenario } from './scenario.ts'
import { untilQuiet } from './settle.ts'
import { armBlow, takeAim, type ArmedBlow, type Pace } from './strike.ts'

/** What a scenario comes to where nobody disturbs it. */
export interface Twin extends Pace {
  readonly digest: Digest
}

export interface RoundResult {
  readonly plan: RoundPlan
  /** Who was hit, in order; fewer than planned where all was over before. */
  readonly hit: readonly Victim[]
  /** Whether a blow left something half-written, so that it was in the midst of that. */
  readonly isInside: boolean
  /** Trainings that went on from a checkpoint. */
  readonly resumes: number
  /** Points that were announced. */
  readonly points: number
  readonly findings: readonly Finding[]
  readonly seconds: number
}

/** Does the scenario undisturbed. Throws where even that goes wrong. */
export async function runTwin(scenario: Scenario, yard: Yard): Promise<Twin> {
  const round = await openRound(scenario.template, yard)
  const { place } = round
  try {
    const startedAt = performance.now()
    const program = startProgram('host', place)
    const connection = await round.connected(program)
    await scenario.pursue(connection.client, place)
    await untilQuiet(connection.client, place.ledger)
    const pace = { durationMs: performance.now() - startedAt, announcements: place.ledger.count }
    await round.stop(program)
    const [wrong] = [...round.findings, ...checkRecord(place.workspace, place.ledger), ...checkFiles(place.workspace)]
    if (wrong) throw new Error(`Undisturbed, "${scenario.id}" goes wrong: ${wrong.message}.`)
    return { ...pace, digest: await digestOf(place.workspace) }
  } finally {
    round.clear()
  }
}

/** Disturbs the scenario as planned, lets it recover, and looks whether all that was promised holds. */
export async function runRound(
  plan: RoundPlan,
  twinOf: (scenario: Scenario) => Promise<Twin>,
  yard: Yard,
): Promise<RoundResult> {
  const startedAt = performance.now()
  const { scenario } = plan
  const round = await openRound(scenario.template, yard)
  const { place, findings } = round
  const find = (fault: Fault, message: string): void => void findings.push({ fault, message })
  const blows: Fallen[] = []
  try {
    const twin = await twinOf(scenario)
    let stage: Stage | null = null
    for (const blow of plan.blows) {
      const armed = armBlow(blow.moment, scenario, place, twin, stage ? 'host' : plan.program)
      stage ??= { program: startProgram(plan.program, place, scenario.words?.(place)), connection: null }
      stage = await strike(round, scenario, stage, blow, armed, blows)
    }
    const { program } = stage as Stage
    const { client } = stage?.connection ?? (await round.connected(program))
    await untilQuiet(client, place.ledger)
    if (plan.isFinished) {
      await scenario.pursue(client, place)
      await untilQuiet(client, place.ledger)
    }
    await round.stop(program)
    const engineHits = blows.filter(({ victim }) => victim === 'engine').length
    findings.push(...checkRecord(place.workspace, place.ledger, engineHits), ...checkFiles(place.workspace))
    if (plan.isFinished) {
      for (const message of compareDigests(await digestOf(place.workspace), twin.digest)) find('inexact', message)
    }
  } catch (error) {
    find('unexplained', (error as Error).stack ?? String(error))
  } finally {
    round.clear()
  }
  const points = [...place.ledger.points.values()].reduce((sum, own) => sum + own.size, 0)
  const resumes = place.ledger.events.filter(({ kind }) => kind === 'resume').length
  const hit = blows.map(({ victim }) => victim)
  const isInside = blows.some((blow) => blow.isInside)
  return { plan, hit, isInside, resumes, points, findings, seconds: (performance.now() - startedAt) / 1000 }
}

interface Stage {
  readonly program: Program
  readonly connection: Connection | null
}

interface Fallen extends Struck {
  readonly isInside: boolean
}

/** Lets the program work until the moment has come, hits, and waits for what follows. */
async function strike(
  round: Round,
  scenario: Scenario,
  { program, connection }: Stage,
  blow: Blow,
  armed: ArmedBlow,
  fallen: Fallen[],
): Promise<Stage> {
  const aim = takeAim(blow, round.place, program)
  let failure: Error | null = null
  let open = connection
  const work = async (): Promise<void> => {
    open ??= await round.connect(program)
    if (program.kind === 'cli') return program.ended
    if (!open) throw new Error(`No host answers: ${program.end}. ${program.lastLines.join(' ')}`)
    await untilQuiet(open.client, round.place.ledger)
    await scenario.pursue(open.client, round.place)
    await untilQuiet(open.client, round.place.ledger)
  }
  let isHit = false
  const working = work().catch((error: Error) => {
    // What was under way when the blow fell fails for its sake.
    if (!isHit) failure = error
  })
  try {
    await Promise.race([armed.due, working])
    if (failure) throw failure
    isHit = true
    const struck = await aim.strike()
    // The system takes a moment to end a process of many threads.
    await wait(20)
    if (struck) fallen.push({ ...struck, isInside: isWriting(round.place.workspace) })
    const next = await round.recover(program, struck, open)
    await working
    return next
  } finally {
    armed.disarm()
    aim.end()
  }
}
