import { AppError } from '../contract/wire.ts'

/** What was typed is wrong, and nothing was begun: exit code 2. */
export class UsageError extends AppError {
  constructor(message: string, options: { hint?: string | undefined } = {}) {
    super('invalid-input', message, options)
  }
}
