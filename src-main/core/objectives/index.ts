import type { Objective } from '../methods.ts'
import { adversarialMixture } from './adversarial-mixture.ts'
import { adversarialRegularization } from './adversarial-regularization.ts'
import { adversarialTraining } from './adversarial-training.ts'
import { crossEntropy } from './cross-entropy.ts'
import { cutmix } from './cutmix.ts'
import { fastAdversarialTraining } from './fast-adversarial-training.ts'
import { freeAdversarialTraining } from './free-adversarial-training.ts'
import { labelSmoothing } from './label-smoothing.ts'
import { mart } from './mart.ts'
import { mixup } from './mixup.ts'
import { trades } from './trades.ts'
import { worstCaseLinear } from './worst-case-linear.ts'

export const objectives: readonly Objective[] = [
  crossEntropy,
  labelSmoothing,
  mixup,
  cutmix,
  adversarialRegularization,
  adversarialMixture,
  adversarialTraining,
  freeAdversarialTraining,
  fastAdversarialTraining,
  trades,
  mart,
  worstCaseLinear,
]
