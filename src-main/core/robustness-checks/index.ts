import { blackBox } from './black-box.ts'
import type { Check } from './check.ts'
import { deterministicLogits } from './deterministic-logits.ts'
import { inTheBall } from './in-the-ball.ts'
import { iterativeAgainstSingle } from './iterative-against-single.ts'
import { largeEpsilon } from './large-epsilon.ts'
import { moreSteps } from './more-steps.ts'
import { transfer } from './transfer.ts'
import { zeroGradients } from './zero-gradients.ts'

/** All checks, cheapest first, in the order in which they are shown. */
export const robustnessChecks: readonly Check[] = [
  ...[inTheBall, deterministicLogits, zeroGradients, iterativeAgainstSingle, moreSteps],
  ...[largeEpsilon, blackBox, transfer],
]
