import { createRandom, type Random } from '../../src-main/core/random.ts'
import type { ProgramKind } from './programs.ts'
import type { Scenario } from './scenario.ts'
import { scenarioGroups } from './scenarios/index.ts'

export const victims = ['engine', 'host', 'cli', 'window', 'renderer'] as const
export type Victim = (typeof victims)[number]

/** When a process is killed. Shares are of what the scenario takes undisturbed. */
export type Moment =
  | { readonly kind: 'time' | 'announcement'; readonly share: number }
  /** When a file of the scenario's aims appears, after the first so many, and a little later. */
  | { readonly kind: 'file'; readonly aim: string; readonly skips: number; readonly delayMs: number }

export interface Blow {
  readonly victim: Victim
  readonly signal: 'SIGKILL' | 'SIGTERM'
  readonly moment: Moment
}

/** What happens in a round. It follows from the seed and the number alone. */
export interface RoundPlan {
  readonly seed: number
  readonly round: number
  readonly scenario: Scenario
  readonly program: ProgramKind
  readonly blows: readonly Blow[]
  /** Whether the work is then done to its end; else it is left as the recovery left it. */
  readonly isFinished: boolean
}

/** How many rounds in a hundred take a command line, and a window where there can be one: that is the slowest. */
const share = { cli: 0.25, window: 0.12 }

export function planRound(seed: number, round: number, { hasWindow }: { readonly hasWindow: boolean }): RoundPlan {
  const random = createRandom(seed, round)
  const scenario = pick(random, pick(random, scenarioGroups))
  const drawn = random.uniform()
  const wanted = drawn < share.cli ? 'cli' : drawn < share.cli + share.window && hasWindow ? 'window' : 'host'
  const program = scenario.programs.includes(wanted) ? wanted : 'host'
  const first = drawBlow(random, scenario, program)
  // A window does not start a third host within a minute. What goes on after other programs is a host.
  const isTwice = random.uniform() < 0.2 && program !== 'window'
  const second = drawBlow(random, { ...scenario, aims: {} }, 'host')
  const isFinished = random.uniform() < 0.8
  return { seed, round, scenario, program, blows: isTwice ? [first, second] : [first], isFinished }
}

function victimsOf({ hasEngine }: Scenario, program: ProgramKind): readonly Victim[] {
  const engine: readonly Victim[] = hasEngine ? ['engine'] : []
  if (program === 'window') return ['window', 'renderer', 'host', ...engine]
  return [program, ...engine]
}

function drawBlow(random: Random, scenario: Scenario, program: ProgramKind): Blow {
  const { aims, hasEngine } = scenario
  const victim = pick(random, victimsOf(scenario, program))
  const signal = random.uniform() < 0.8 ? 'SIGKILL' : 'SIGTERM'
  const names = Object.keys(aims)
  const isAimed = names.length > 0 && random.uniform() < 0.5
  const aim = names[random.integer(Math.max(1, names.length))] ?? ''
  // A command brings one thing in or out, a client several.
  const times = program === 'cli' && !hasEngine ? 1 : (aims[aim]?.times ?? 1)
  const file = { kind: 'file', aim, skips: random.integer(times), delayMs: random.integer(3) } as const
  // Without an engine little is announced.
  const kind = random.uniform() < 0.5 || !hasEngine ? 'time' : 'announcement'
  return { victim, signal, moment: isAimed ? file : { kind, share: random.uniform(0.02, 0.98) } }
}

const pick = <T>(random: Random, from: readonly T[]): T => from[random.integer(from.length)] as T

/** A sentence for a line of output. */
export function describeBlow({ victim, signal, moment }: Blow): string {
  const when =
    moment.kind === 'file'
      ? `in ${moment.aim}`
      : `after ${Math.round(moment.share * 100)} % of the ${moment.kind === 'time' ? 'time' : 'announcements'}`
  return `${signal} ${victim} ${when}`
}
