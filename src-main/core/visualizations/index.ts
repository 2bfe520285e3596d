import type { Visualization } from '../methods.ts'
import { activationMaximization } from './activation-maximization.ts'

export const visualizations: readonly Visualization[] = [activationMaximization]
