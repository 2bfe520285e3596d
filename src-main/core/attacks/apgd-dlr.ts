import { defineUntargetedApgd } from './apgd-untargeted.ts'
import { differenceOfLogitsRatio } from './losses.ts'

const variant = { id: 'apgd-dlr', title: 'APGD-DLR', loss: differenceOfLogitsRatio, leastClasses: 3 } as const

/** Auto-PGD on the difference of logits ratio, which a scaled softmax does not hide from. */
export const apgdDlr = defineUntargetedApgd('infinity', variant)
export const apgdDlrL2 = defineUntargetedApgd('l2', variant)
