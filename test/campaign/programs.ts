import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { contract, createClient, type Client } from '../../src-main/contract/index.ts'
import { readAddress } from '../../src-main/host/lock.ts'
import { connectToHost } from '../../src-main/host/socket-transport.ts'
import { workspaceAt } from '../../src-main/host/workspace.ts'
import { findElectron } from '../e2e/support/electron.ts'
import { listBelow, listMarked, type LivingProcess } from '../support/processes.ts'
import { markName, type Place } from './place.ts'

export const programKinds = ['host', 'cli', 'window'] as const
export type ProgramKind = (typeof programKinds)[number]

/** A program of ours that works on the round's workspace, in a process of its own. */
export interface Program {
  readonly kind: ProgramKind
  readonly pid: number
  readonly hasEnded: boolean
  readonly ended: Promise<void>
  /** How it ended, in words. */
  readonly end: string
  readonly lastLines: readonly string[]
}

const root = resolve(import.meta.dirname, '../..')
const keptLines = 12

/** Starts the built program; `words` are the command line's own. */
export function startProgram(kind: ProgramKind, place: Place, words: readonly string[] = []): Program {
  const [command, ...args] = commandOf(kind, place, words)
  const { ELECTRON_RUN_AS_NODE: _, NO_COLOR: __, FORCE_COLOR: ___, ...environment } = process.env
  const child = spawn(command as string, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment, [markName]: place.mark },
  })
  let end = 'it runs'
  let hasEnded = false
  const lastLines: string[] = []
  const ended = new Promise<void>((done) => {
    child.once('error', (error) => lastLines.push(error.message))
    child.once('exit', (code, signal) => {
      hasEnded = true
      end = signal === null ? `it ended with exit code ${code}` : `it ended by ${signal}`
      done()
    })
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (kind === 'cli') place.ledger.hear(line)
  })
  createInterface({ input: child.stderr }).on('line', (line) => {
    lastLines.push(line)
    if (lastLines.length > keptLines) lastLines.shift()
  })
  return {
    kind,
    pid: child.pid ?? 0,
    ended,
    lastLines,
    get end() {
      return end
    },
    get hasEnded() {
      return hasEnded
    },
  }
}

function commandOf(kind: ProgramKind, { workspace, folder }: Place, words: readonly string[]): string[] {
  const onWorkspace = ['--workspace', workspace]
  if (kind === 'host') return [process.execPath, join(root, 'out/main/host.cjs'), ...onWorkspace]
  if (kind === 'cli') return [process.execPath, join(root, 'out/main/cli.cjs'), ...words, '--json', ...onWorkspace]
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const own = [`--user-data-dir=${join(folder, 'user')}`, '--disable-gpu', ...sandbox]
  return [findElectron() ?? 'electron', root, ...own, ...onWorkspace]
}

/** A client of the host that works on the workspace. */
export interface Connection {
  readonly client: Client
  readonly hostPid: number
  readonly isLost: boolean
  readonly lost: Promise<void>
  close(): Promise<void>
}

/**
 * Connects as soon as a host answers and lets the ledger hear it. `null` where the program ended before, or no host but
 * the one of `notPid` answered in time.
 */
export async function connect(
  { workspace, ledger }: Place,
  program: Program,
  { notPid = null, timeoutMs = 120_000 }: { readonly notPid?: number | null; readonly timeoutMs?: number } = {},
): Promise<Connection | null> {
  const until = Date.now() + timeoutMs
  while (!program.hasEnded && Date.now() < until) {
    const address = readAddress(workspaceAt(workspace))
    const transport = address && address.pid !== notPid ? await connectToHost(address).catch(() => null) : null
    if (!address || !transport) {
      await wait(15)
      continue
    }
    const client = createClient(contract, transport)
    ledger.follow(client)
    let isLost = false
    const lost = transport.closed.then(() => void (isLost = true))
    return {
      ...{ client, lost, hostPid: address.pid },
      get isLost() {
        return isLost
      },
      async close() {
        transport.close()
        await lost
      },
    }
  }
  return null
}

/** All processes of a round that live, whoever their parent is by now. */
export function listRound({ mark }: Place, program?: Program): LivingProcess[] {
  const marked = listMarked(markName, mark)
  // Chromium's own processes overwrite what /proc shows of their environment.
  const below = program && !program.hasEnded ? listBelow(program.pid) : []
  return [...new Map([...marked, ...below].map((each) => [each.pid, each])).values()]
}

/** Resolves to what still lives when all had time to end by themselves. */
export async function untilGone(
  list: () => readonly LivingProcess[],
  timeoutMs: number,
): Promise<readonly LivingProcess[]> {
  const until = Date.now() + timeoutMs
  for (;;) {
    const left = list()
    if (left.length === 0 || Date.now() > until) return left
    await wait(25)
  }
}
