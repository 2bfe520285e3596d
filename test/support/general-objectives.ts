import type { Objective } from '../../src-main/core/methods.ts'
import { objectives } from '../../src-main/core/objectives/index.ts'

/** Those that train every network. */
export const generalObjectives: readonly Objective[] = objectives.filter(({ requires }) => requires === undefined)
