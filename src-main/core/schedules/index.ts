import type { Schedule } from '../methods.ts'
import { constant } from './constant.ts'
import { cosine } from './cosine.ts'
import { plateau } from './plateau.ts'
import { step } from './step.ts'

export const schedules: readonly Schedule[] = [constant, step, cosine, plateau]
