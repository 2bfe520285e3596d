import { openBuiltRoom, type BuiltRoom } from './built-room.ts'
import { Died, Hung } from './child.ts'
import { openHostRoom, type HostRoom } from './host-room.ts'
import { bug, faultIn, type Answer } from './judge.ts'
import { openReaderRoom, type ReaderAsks, type ReaderRoom } from './reader-room.ts'
import { findEscaped, surroundingsOf, type Room } from './room.ts'
import type { Target } from './target.ts'

/** Runs cases one after another, with a host and a reader of its own, which are started anew when one of them dies. */
export interface Lane {
  /** What is wrong with how a case ended; null where nothing is. */
  run(target: Target, bytes: Uint8Array): Promise<string | null>
  /** What is wrong with the processes and with what lies around them; null where nothing is. */
  examine(): Promise<string | null>
  stop(): Promise<void>
}

export function createLane(room: Room, warmUp: readonly ReaderAsks[]): Lane {
  let host: HostRoom | null = null
  let built: BuiltRoom | null = null
  let reader: ReaderRoom | null = null
  const before = surroundingsOf(room)

  const answer = async (target: Target, bytes: Uint8Array): Promise<Answer> => {
    if (target.run === 'reader') {
      reader ??= await openReaderRoom(room, warmUp)
      return reader.read(target.name, bytes)
    }
    return target.run(bytes, {
      host: async () => (host ??= await openHostRoom(room)),
      built: async () => (built ??= await openBuiltRoom(room)),
    })
  }
  const restart = async (): Promise<void> => {
    await Promise.all([host?.stop(), built?.stop(), reader?.stop()])
    ;[host, built, reader] = [null, null, null]
  }
  return {
    async run(target, bytes) {
      try {
        return faultIn(await answer(target, bytes))
      } catch (error) {
        await restart()
        if (error instanceof Died || error instanceof Hung) return faultIn(bug(error.message))
        throw error
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
