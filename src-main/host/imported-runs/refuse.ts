import { AppError } from '../../contract/wire.ts'

/** A log that cannot be taken: `what` continues the sentence after its name. */
export function refuse(name: string, what: string, hint?: string): never {
  throw new AppError('invalid-input', `"${name}" ${what}. Nothing was imported.`, { hint })
}
