import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { contract, createClient, type Client } from '../../src-main/contract/index.ts'
import { connectToHost } from '../../src-main/host/socket-transport.ts'

/** What a process holds: after a collection, and all that lies in memory. */
export interface Held {
  readonly heldBytes: number
  readonly residentBytes: number
}

export interface Replay {
  readonly stepsPerSecond: number
  readonly stepsPerEpoch: number
}

/** A host with the engine of engine.mjs, and a client of it. */
export interface LongHost {
  /** Of the interface, with the token. */
  readonly url: string
  readonly port: number
  readonly pid: number
  readonly client: Client
  hostMemory(): Promise<Held>
  /** Null before the engine has started. */
  engineMemory(): Held | null
  close(): Promise<void>
}

export async function startLongHost(workspace: string, replay: Replay): Promise<LongHost> {
  const memoryFile = join(workspace, 'engine-memory.json')
  const child = fork(join(import.meta.dirname, 'host.ts'), [workspace, join(import.meta.dirname, 'engine.mjs')], {
    env: {
      ...process.env,
      ADVERSARIUM_REAL_ENGINE: resolve('out/main/engine.cjs'),
      ADVERSARIUM_ENGINE_MEMORY: memoryFile,
      ADVERSARIUM_REPLAY: JSON.stringify(replay),
    },
  })
  const ended = once(child, 'exit')
  const [address] = (await Promise.race([once(child, 'message'), ended])) as [
    { url: string; port: number; token: string },
  ]
  if (typeof address !== 'object') throw new Error('The host ended before it was ready.')
  const transport = await connectToHost(address)
  return {
    url: address.url,
    port: address.port,
    pid: child.pid ?? 0,
    client: createClient(contract, transport),
    async hostMemory() {
      const answer = once(child, 'message')
      child.send('memory')
      const [held] = (await answer) as [Held]
      return held
    },
    engineMemory() {
      try {
        return JSON.parse(readFileSync(memoryFile, 'utf8')) as Held
      } catch {
        // Not there yet, or just being written.
        return null
      }
    },
    async close() {
      transport.close()
      child.disconnect()
      await ended
    },
  }
}
