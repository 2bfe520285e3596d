import type { Progress } from '../../src-main/contract/index.ts'

/** How far something is, in [0, 1]; null while that is not known. */
export const fractionOf = (step: Pick<Progress, 'done' | 'total'> | null | undefined): number | null =>
  step && step.total > 0 ? step.done / step.total : null
