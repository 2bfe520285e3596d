import { defineUntargetedApgd } from './apgd-untargeted.ts'
import { crossEntropy } from './losses.ts'

const variant = { id: 'apgd-ce', title: 'APGD-CE', loss: crossEntropy, leastClasses: 2 } as const

/** Auto-PGD on the cross-entropy. */
export const apgdCe = defineUntargetedApgd('infinity', variant)
export const apgdCeL2 = defineUntargetedApgd('l2', variant)
