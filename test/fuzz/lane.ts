import { openBuiltRoom, type BuiltRoom } from './built-room.ts'
import { Died, Hung } from './child.ts'
import { openHostRoom, type HostRoom } from './host-room.ts'
import { bug, faultIn, type Answer } from './judge.ts'
import { openReaderRoom, type ReaderAsks, type ReaderRoom } from './reader-room.ts'
import { findEscaped, surroundingsOf, type Room } from './room.ts'
import type { Target } from './target.ts'

/** Runs cases one after another, with a host and a reader of its own, which are started anew when one of them dies. */
export interface Lane {
  /** What is wrong with how a case ended; null where nothing is. How long it took, the start of processes left out. */
  run(target: Target, bytes: Uint8Array): Promise<{ readonly fault: string | null; readonly ms: number }>
  /** What is wrong with the processes and with what lies around them; null where nothing is. */
  examine(): Promise<string | null>
  stop(): Promise<void>
}

export function createLane(room: Room, warmUp: readonly ReaderAsks[]): Lane {
  let host: HostRoom | null = null
  let built: BuiltRoom | null = null
  let reader: ReaderRoom | null = null
  const before = surroundingsOf(room)
  let startedMs = 0

  const start = async <T>(open: () => Promise<T>): Promise<T> => {
    const began = performance.now()
    const opened = await open()
    startedMs += performance.now() - began
    return opened
  }

  const answer = async (target: Target, bytes: Uint8Array): Promise<Answer> => {
    if (target.run === 'reader') {
      reader ??= await start(() => openReaderRoom(room, warmUp))
      return reader.read(target.name, bytes)
    }
    return target.run(bytes, {
      host: async () => (host ??= await start(() => openHostRoom(room))),
      built: async () => (built ??= await start(() => openBuiltRoom(room))),
    })
  }
  const restart = async (): Promise<void> => {
    await Promise.all([host?.stop(), built?.stop(), reader?.stop()])
    ;[host, built, reader] = [null, null, null]
  }
  return {
    async run(target, bytes) {
      const began = performance.now()
      startedMs = 0
      const told = (fault: string | null) => ({ fault, ms: performance.now() - began - startedMs })
      try {
        return told(faultIn(await answer(target, bytes)))
      } catch (error) {
        if (!(error instanceof Died || error instanceof Hung)) throw error
        const ended = told(faultIn(bug(error.message)))
        await restart()
        return ended
      }
    },
    async examine() {
      let fault: string | null = null
      try {
        fault = reader?.examine() ?? (await host?.examine()) ?? null
      } catch (error) {
        fault = (error as Error).message
      }
      if (fault !== null) await restart()
      const after = new Set(surroundingsOf(room))
      const known = new Set(before)
      const touched = [...before.filter((line) => !after.has(line)), ...[...after].filter((line) => !known.has(line))]
      if (touched.length > 0) fault ??= `touched outside of the workspace: ${touched.slice(0, 5).join('; ')}`
      const escaped = findEscaped(room)
      if (escaped.length > 0) fault ??= `written outside of everything: ${escaped.join(', ')}`
      return fault
    },
    stop: restart,
  }
}
