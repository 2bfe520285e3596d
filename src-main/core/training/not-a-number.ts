import { AppError } from '../../contract/wire.ts'

/** Says where training met a value that is no finite number, and what to do. */
export function notANumber(name: string, step: number): AppError {
  return new AppError('not-a-number', `Training stopped at step ${step}: ${name} was not a finite number.`, {
    hint: 'The last checkpoint is good. Lower the learning rate, or clip the gradients (clipGradientNorm), and resume or start again.',
  })
}
