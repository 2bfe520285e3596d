import { AppError, type ErrorBody } from '../wire.ts'
import { databaseFaults } from './database.ts'
import { deviceFaults } from './devices.ts'
import type { FaultEntry } from './entry.ts'
import { fileFaults } from './files.ts'
import { processFaults } from './processes.ts'
import { workspaceFaults } from './workspace.ts'

/** By part of the program, with its title in the table of faults (resources/faults.md). */
export const faultParts = [
  { title: 'The workspace and its disk', faults: workspaceFaults },
  { title: 'The database', faults: databaseFaults },
  { title: 'Files of the workspace', faults: fileFaults },
  { title: 'Processes', faults: processFaults },
  { title: 'Device and runtime', faults: deviceFaults },
] as const

const faults = { ...workspaceFaults, ...databaseFaults, ...fileFaults, ...processFaults, ...deviceFaults }
type Faults = typeof faults
export type FaultId = keyof Faults

type Places<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Places<Rest> : never
/** What an entry's `{name}`s are filled with. */
export type FaultValues<I extends FaultId> = Readonly<
  Record<Places<Faults[I]['says']> | Places<Faults[I]['next']>, string | number>
>

/** What a person is told of a fault: the sentence, and what to do next. */
export function tellFault<I extends FaultId>(id: I, values: FaultValues<I>): ErrorBody & { readonly hint: string } {
  const { code, says, next }: FaultEntry = faults[id]
  const fill = (text: string): string =>
    text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String((values as Readonly<Record<string, unknown>>)[name]))
  return { code, message: fill(says), hint: fill(next) }
}

/** An error that knows which fault it tells of, within one process. */
export class FaultError extends AppError {
  readonly fault: FaultId

  constructor(id: FaultId, { code, message, hint }: ErrorBody, cause: unknown) {
    super(code, message, { hint, cause })
    this.fault = id
  }
}

/** The same as an error to throw. */
export function fault<I extends FaultId>(id: I, values: FaultValues<I>, cause?: unknown): FaultError {
  return new FaultError(id, tellFault(id, values), cause)
}
