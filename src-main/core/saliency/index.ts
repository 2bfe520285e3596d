import type { Saliency } from '../methods.ts'
import { gradient } from './gradient.ts'
import { gradientXInput } from './gradient-x-input.ts'

export const saliency: readonly Saliency[] = [gradient, gradientXInput]
