import { AppError } from '../../contract/wire.ts'
import type { Computation } from '../computation.ts'
import type { AttackContext } from '../methods.ts'

/** How many classes the model tells apart. Throws `invalid-input` where an attack needs more. */
export function* requireClasses(context: AttackContext, least: number, attack: string): Computation<number> {
  const logits = yield* context.logits(context.images)
  const classes = logits.shape[1]
  logits.dispose()
  if (classes >= least) return classes
  throw new AppError('invalid-input', `${attack} needs at least ${least} classes: the model has ${classes}.`, {
    hint: 'Choose APGD-CE or PGD.',
  })
}
