import { join } from 'node:path'
import { residentBytes, startChild } from './child.ts'
import type { Answer } from './judge.ts'
import { environmentIn, type Room } from './room.ts'

export interface ReaderAsks {
  readonly target: string
  readonly bytes: Uint8Array
}
export interface ReaderTells {
  readonly answer: Answer
}

/** A process that reads files. */
export interface ReaderRoom {
  read(target: string, bytes: Uint8Array): Promise<Answer>
  /** What is wrong with the process as a whole; null where nothing is. */
  examine(): string | null
  stop(): Promise<void>
}

/** What the largest network of a case, all candidates for it and the largest image may take together. */
const maxResidentBytes = 1.5 * 2 ** 30

/** With one `warmUp`, by which code is compiled and networks are built that all later cases share. */
export async function openReaderRoom(room: Room, warmUp: readonly ReaderAsks[]): Promise<ReaderRoom> {
  const child = await startChild<ReaderAsks, ReaderTells>({
    entry: join(import.meta.dirname, 'processes/reader.ts'),
    args: [room.folder],
    cwd: room.cwd,
    env: environmentIn(room),
  })
  for (const asked of warmUp) await child.ask(asked, 60_000)
  return {
    read: async (target, bytes) => (await child.ask({ target, bytes })).answer,
    examine() {
      const resident = residentBytes(child.pid)
      return resident > maxResidentBytes ? `the reader has ${(resident / 2 ** 20).toFixed(0)} MiB of memory` : null
    },
    stop: () => child.stop(),
  }
}
