import type { Client } from '../../src-main/contract/index.ts'
import type { Place } from './place.ts'
import type { ProgramKind } from './programs.ts'
import type { Template } from './templates.ts'

/** A file or folder that appears in the workspace, by the path from there, and how often it does undisturbed. */
export interface Aim {
  readonly path: RegExp
  readonly times: number
}

/** Something that a program does while it is killed. */
export interface Scenario {
  readonly id: string
  readonly template: Template
  /** Programs in which it can happen; most rounds take the first. */
  readonly programs: readonly ProgramKind[]
  readonly hasEngine: boolean
  /** What a kill can be aimed at. */
  readonly aims: Readonly<Record<string, Aim>>
  /**
   * Does what is still to be done, as a client that wants all of it; resolves when that is done or under way. Done again
   * after a kill, it ends with the same content of the workspace as if there had been none.
   */
  pursue(client: Client, place: Place): Promise<void>
  /** The same from the command line, once. */
  words?(place: Place): readonly string[]
}
