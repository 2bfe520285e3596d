import { setTimeout as wait } from 'node:timers/promises'
import type { LivingProcess } from '../support/processes.ts'
import type { Place } from './place.ts'
import type { Blow, Moment, Victim } from './plan-round.ts'
import type { Struck } from './round.ts'
import { listRound, type Program } from './programs.ts'
import type { Aim, Scenario } from './scenario.ts'
import { watchTree } from './watch-tree.ts'

/** What a scenario takes where nobody disturbs it. */
export interface Pace {
  readonly durationMs: number
  readonly announcements: number
}

/** Programs beside a plain host take longer to begin. */
const startMs = { host: 0, cli: 300, window: 2500 } as const

/** A blow that waits for its moment. Armed before the program is started, so that it can hit that, too. */
export interface ArmedBlow {
  /** Resolves when the moment has come. */
  readonly due: Promise<void>
  disarm(): void
}

export function armBlow(
  moment: Moment,
  { aims }: Scenario,
  place: Place,
  pace: Pace,
  program: Program['kind'],
): ArmedBlow {
  const { promise: due, resolve } = Promise.withResolvers<void>()
  if (moment.kind === 'file') {
    const { aim, skips, delayMs } = moment
    // At once, not by a timer, which comes a millisecond later.
    const come = (): void => void (delayMs === 0 ? resolve() : setTimeout(resolve, delayMs))
    return { due, disarm: watchTree(place.workspace, (aims[aim] as Aim).path, skips, come) }
  }
  if (moment.kind === 'time') {
    const timer = setTimeout(resolve, moment.share * (startMs[program] + pace.durationMs))
    return { due, disarm: () => clearTimeout(timer) }
  }
  const wanted = place.ledger.count + Math.max(1, Math.round(moment.share * pace.announcements))
  let isOver = false
  const listen = async (): Promise<void> => {
    while (!isOver && place.ledger.count < wanted) await place.ledger.next(1000)
    resolve()
  }
  void listen()
  return { due, disarm: () => void (isOver = true) }
}

/** Keeps in mind who would be hit, so that no time is lost when the moment comes. */
export function takeAim({ victim, signal }: Blow, place: Place, program: Program) {
  const isOwn = victim === program.kind
  let target: LivingProcess | undefined
  const look = (): void => {
    target = isOwn ? undefined : listRound(place, program).findLast((each) => isVictim(victim, each))
  }
  const timer = isOwn ? undefined : setInterval(look, 100)
  return {
    end: () => clearInterval(timer),
    /** Who was hit: the program itself where the victim has not begun or is gone already; null where all is over. */
    async strike(): Promise<Struck | null> {
      for (let look_ = 0; look_ < 20 && !isOwn && !target && !program.hasEnded; look_++) {
        look()
        if (!target) await wait(50)
      }
      if (target && kill(target.pid, signal)) return { victim, pid: target.pid }
      return !program.hasEnded && kill(program.pid, signal) ? { victim: program.kind, pid: program.pid } : null
    },
  }
}

function isVictim(victim: Victim, { command }: LivingProcess): boolean {
  if (victim === 'engine') return command.includes('engine.cjs')
  if (victim === 'host') return command.includes('host.cjs')
  return victim === 'renderer' && command.includes('--type=renderer')
}

/** Whether there was somebody to hit. */
function kill(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false
  }
}
