import type { Attack } from '../methods.ts'
import { adversarialNeighbor } from './adversarial-neighbor.ts'
import { apgdCe, apgdCeL2 } from './apgd-ce.ts'
import { apgdDlr, apgdDlrL2 } from './apgd-dlr.ts'
import { apgdT, apgdTL2 } from './apgd-t.ts'
import { autoattack, autoattackL2 } from './autoattack.ts'
import { carliniWagner } from './carlini-wagner.ts'
import { deepfool } from './deepfool.ts'
import { fabT, fabTL2 } from './fab-t.ts'
import { fgsm } from './fgsm.ts'
import { miFgsm } from './mi-fgsm.ts'
import { minimalEpsilon, minimalEpsilonL2 } from './minimal-epsilon.ts'
import { pgdL1 } from './pgd-l1.ts'
import { pgdL2 } from './pgd-l2.ts'
import { pgd } from './pgd.ts'
import { square, squareL2 } from './square.ts'

export const attacks: readonly Attack[] = [
  ...[fgsm, pgd, pgdL2, pgdL1, miFgsm, adversarialNeighbor],
  ...[autoattack, autoattackL2, apgdCe, apgdCeL2, apgdDlr, apgdDlrL2, apgdT, apgdTL2],
  ...[fabT, fabTL2, square, squareL2],
  ...[deepfool, carliniWagner, minimalEpsilon, minimalEpsilonL2],
]
