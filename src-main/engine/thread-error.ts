import { AppError, type ErrorBody } from '../contract/wire.ts'

/** An error on its way out of a thread: of one of our own, only the message would cross. */
export type ThreadError = Error | ErrorBody

export const toThreadError = (error: unknown): ThreadError =>
  error instanceof AppError ? error.body : (error as Error)

export const fromThreadError = (told: ThreadError): Error => (told instanceof Error ? told : AppError.from(told))
