import type { Random } from '../../src-main/core/random.ts'
import type { BuiltRoom } from './built-room.ts'
import type { HostRoom } from './host-room.ts'
import type { Answer } from './judge.ts'

/** What cases are made from: real files and what the workspace of the host under test holds. */
export interface Seeds {
  /** Files by the target that changes them. */
  readonly files: Readonly<Record<string, readonly Uint8Array[]>>
  /** Names that mean something in the workspace and the catalog, by the field that takes them. */
  readonly words: Readonly<Record<string, readonly string[]>>
  /** Experiments as JSON: those that come with the program. */
  readonly configs: readonly unknown[]
}

/** The processes that cases are thrown at; each is started by the first case that needs it. */
export interface Rooms {
  host(): Promise<HostRoom>
  built(): Promise<BuiltRoom>
}

/** A way in for what nobody vouches for. A case is bytes, whatever they mean to the target. */
export interface Target {
  readonly name: string
  /** Of 1,000 cases. */
  readonly share: number
  /** Ending of its files in the corpus. */
  readonly ending: string
  make(random: Random, seeds: Seeds): Uint8Array
  /** Where a case is run: by a function of the reader process with the target's name, or by one of its own. */
  run: 'reader' | ((bytes: Uint8Array, rooms: Rooms) => Promise<Answer>)
}
