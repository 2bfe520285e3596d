import type { Optimizer } from '../methods.ts'
import { adam } from './adam.ts'
import { sgd } from './sgd.ts'

export const optimizers: readonly Optimizer[] = [sgd, adam]
