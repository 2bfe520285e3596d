import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { checkOrder, checkStates } from './checks/present.ts'
import type { Finding } from './finding.ts'
import { createLedger } from './ledger.ts'
import type { LivingProcess } from '../support/processes.ts'
import type { Place, Sources } from './place.ts'
import type { Victim } from './plan-round.ts'
import { connect, listRound, startProgram, untilGone, type Connection, type Program } from './programs.ts'
import type { Template } from './templates.ts'

/** What all rounds share. */
export interface Yard {
  readonly folder: string
  readonly sources: Sources
  /** Ends and removes what the rounds under way have. */
  readonly clearing: Set<() => void>
  copyTemplate(template: Template, to: string): Promise<void>
}

/** Who was hit. */
export interface Struck {
  readonly victim: Victim
  readonly pid: number
}

export interface Round {
  readonly place: Place
  readonly findings: Finding[]
  /** null where the program ends before its host answers. */
  connect(program: Program): Promise<Connection | null>
  /** As `connect`, but throws. */
  connected(program: Program): Promise<Connection>
  /**
   * Waits for what follows from a blow, as far as it comes by itself, and starts a host where none is left. Looks whether
   * what the host then says is so.
   */
  recover(
    program: Program,
    struck: Struck | null,
    connection: Connection | null,
  ): Promise<{ readonly program: Program; readonly connection: Connection }>
  /** Ends a program as its user would, and looks whether anything stays behind. */
  stop(program: Program): Promise<void>
  /** Ends whatever still lives and removes the round's files. */
  clear(): void
}

/** More than a host gives its engine for the last step and checkpoint. */
const graceMs = 90_000

export async function openRound(template: Template, yard: Yard): Promise<Round> {
  const folder = mkdtempSync(join(yard.folder, 'round-'))
  const workspace = join(folder, 'workspace')
  await yard.copyTemplate(template, workspace)
  const place: Place = { folder, workspace, sources: yard.sources, mark: folder, ledger: createLedger() }
  const findings: Finding[] = []
  const unexplained = (message: string): void => void findings.push({ fault: 'unexplained', message })
  const connections: Connection[] = []

  const open = async (program: Program, notPid: number | null = null): Promise<Connection | null> => {
    const connection = await connect(place, program, { notPid })
    if (connection) connections.push(connection)
    return connection
  }
  const connected = async (program: Program, notPid: number | null = null): Promise<Connection> => {
    const connection = await open(program, notPid)
    if (connection) return connection
    throw new Error(`No host answers: ${program.end}. ${program.lastLines.join(' ')}`)
  }
  /** Those of these processes that live on although nothing is left for them to do. */
  const endOrphans = async (list: () => readonly LivingProcess[]): Promise<void> => {
    for (const { pid, command } of await untilGone(list, graceMs)) {
      unexplained(`${command.replaceAll('\0', ' ').trim().slice(-160)} lives on`)
      end(pid)
    }
  }
  const untilEnded = async (program: Program): Promise<void> => {
    await Promise.race([program.ended, wait(graceMs)])
    if (program.hasEnded) return
    unexplained(`the ${program.kind} does not end`)
    end(program.pid)
    await program.ended
  }
  /** At once, as its user would, with what is left of the old one still ending. */
  const startAnew = async (program: Program) => {
    await untilEnded(program)
    const left = new Set(listRound(place).map(({ pid }) => pid))
    const listLeft = (): LivingProcess[] => listRound(place).filter(({ pid }) => left.has(pid))
    // The host of a window that was killed has the workspace until it has ended by itself.
    if (program.kind === 'window') await endOrphans(listLeft)
    const host = startProgram('host', place)
    const connection = await connected(host)
    await endOrphans(listLeft)
    return { program: host, connection }
  }

  const follow = async (program: Program, struck: Struck | null, connection: Connection | null) => {
    if (program.kind === 'cli' || program.hasEnded || struck?.victim === program.kind) return startAnew(program)
    if (struck?.victim === 'renderer') await untilRendererIsBack(place, program, struck.pid)
    // A window starts another host by itself.
    const notPid = struck?.victim === 'host' ? struck.pid : null
    const isUsable = connection !== null && notPid === null
    return { program, connection: isUsable ? connection : await connected(program, notPid) }
  }

  const clear = (): void => {
    yard.clearing.delete(clear)
    for (const connection of connections) void connection.close()
    for (const { pid } of listRound(place)) end(pid)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
  yard.clearing.add(clear)

  return {
    clear,
    place,
    findings,
    connect: open,
    connected,
    async recover(program, struck, connection) {
      const { waiting } = place.ledger
      if (program.hasEnded && struck?.victim !== program.kind && program.kind !== 'cli') {
        unexplained(`the ${program.kind} was not hit, and ${program.end}: ${program.lastLines.join(' ')}`)
      }
      const next = await follow(program, struck, connection)
      findings.push(...(await checkStates(next.connection.client)))
      findings.push(...(await checkOrder(next.connection.client, waiting)))
      return next
    },
    async stop(program) {
      if (!program.hasEnded) process.kill(program.pid, 'SIGTERM')
      await untilEnded(program)
      if (!program.end.endsWith('exit code 0'))
        unexplained(`told to end, ${program.end}: ${program.lastLines.join(' ')}`)
      await endOrphans(() => listRound(place))
    },
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended meanwhile.
  }
}

/** A page whose process was ended is loaded anew. */
async function untilRendererIsBack(place: Place, program: Program, killed: number): Promise<void> {
  const until = Date.now() + 60_000
  while (Date.now() < until) {
    const pages = listRound(place, program).filter(({ command }) => command.includes('--type=renderer'))
    if (pages.some(({ pid }) => pid !== killed)) return
    await wait(50)
  }
  throw new Error('The page whose process was killed is not loaded anew.')
}
