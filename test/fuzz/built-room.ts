import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { startChild } from './child.ts'
import { answerOf, bug, type Answer } from './judge.ts'
import { environmentIn, type Room } from './room.ts'

const root = resolve(import.meta.dirname, '../..')

/** Whether there is a build to be tried. */
export const isBuilt = existsSync(join(root, 'out/main/host.cjs'))

/** The host as it is shipped, with its threads and the watchdog of each, and a workspace of its own. */
export interface BuiltRoom {
  /** Puts a file into the data folder and has a call read it, `datasets.check` or `weights.import`. */
  read(call: string, name: string, bytes: Uint8Array): Promise<Answer>
  stop(): Promise<void>
}

type Told = { readonly ready?: unknown; readonly failed?: unknown; readonly id?: number; readonly reply?: unknown }

/** A thread loads its libraries and builds the networks that a file may belong to: more than one case's time. */
const threadMs = 8000

export async function openBuiltRoom(room: Room): Promise<BuiltRoom> {
  const workspace = join(room.folder, 'workspace', 'built')
  mkdirSync(workspace, { recursive: true })
  const child = await startChild<object, Told>({
    entry: join(room.folder, 'program/out/main/host.cjs'),
    args: ['--workspace', workspace],
    cwd: room.cwd,
    env: environmentIn(room),
  })
  if (!child.first.ready) throw new Error(`The built host does not start: ${JSON.stringify(child.first)}`)
  let calls = 0
  return {
    async read(call, name, bytes) {
      const path = join(room.cases, name)
      writeFileSync(path, bytes)
      const id = ++calls
      const told = await child.ask({ id, path: call, input: { path } }, threadMs)
      return told.id === id ? answerOf(told.reply) : bug(`an answer to something else: ${JSON.stringify(told)}`)
    },
    stop: () => child.stop(),
  }
}
