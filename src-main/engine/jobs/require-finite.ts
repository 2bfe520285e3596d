import { AppError } from '../../contract/wire.ts'

/** Throws `not-a-number` with this sentence where one of the values is not finite; `tooLarge`: what of the model makes it so. */
export function requireFinite(values: Float32Array, sentence: string, tooLarge = 'weights'): void {
  if (values.every(Number.isFinite)) return
  throw new AppError('not-a-number', sentence, {
    hint: `The model's ${tooLarge} are too large: choose an earlier checkpoint.`,
  })
}
