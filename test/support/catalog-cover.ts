import type { CatalogEntry } from '../../src-main/contract/catalog.ts'
import type { MethodChoice } from '../../src-main/contract/method.ts'
import { augmentations } from '../../src-main/core/augmentations/index.ts'
import { freezing } from '../../src-main/core/freezing/index.ts'
import { optimizers } from '../../src-main/core/optimizers/index.ts'
import { schedules } from '../../src-main/core/schedules/index.ts'
import { generalObjectives } from './general-objectives.ts'

/** The methods of one run. */
export interface Methods {
  readonly objective: MethodChoice
  readonly optimizer: MethodChoice
  readonly schedule: MethodChoice
  readonly freezing: MethodChoice
  readonly augmentations: MethodChoice[]
}

const asItIs = ({ id }: CatalogEntry): MethodChoice => ({ id, params: {} })

/** As it is for every image that it could spare. */
function always({ id, params }: CatalogEntry): MethodChoice {
  const probability = params['probability']
  return { id, params: probability?.kind === 'number' ? { probability: probability.max } : {} }
}

/** With its whole numbers, which count passes and repetitions, one more than they must be. */
function few({ id, params }: CatalogEntry): MethodChoice {
  const counts = Object.entries(params).flatMap(([name, param]): [string, number][] =>
    param.kind === 'number' && param.integer && !param.nullable ? [[name, Math.min(param.min + 1, param.max)]] : [],
  )
  return { id, params: Object.fromEntries(counts) }
}

/**
 * What acts after some epochs, in forms that act within a few: its whole numbers as small as they may be and one more,
 * and no change large enough to count as one.
 */
function restless({ id, params }: CatalogEntry): MethodChoice[] {
  const form = (more: number): MethodChoice => {
    const values = Object.entries(params).flatMap(([name, param]): [string, number][] => {
      if (param.kind !== 'number') return []
      if (name === 'minChange') return [[name, param.max]]
      return param.integer ? [[name, Math.min(param.min + more, param.max)]] : []
    })
    return { id, params: Object.fromEntries(values) }
  }
  const forms = [form(0), form(1)]
  return JSON.stringify(forms[0]) === JSON.stringify(forms[1]) ? forms.slice(0, 1) : forms
}

/** Runs that together use every objective that trains any network, every optimizer, schedule, augmentation and freezing policy of the catalog. */
export function coverCatalog(): Methods[] {
  const [objective, optimizer] = [generalObjectives.map(few), optimizers.map(asItIs)]
  const [schedule, policy] = [schedules.flatMap(restless), freezing.flatMap(restless)]
  // Runs that are left over have none.
  const augmentation = augmentations.map((entry) => [always(entry)])
  const longest = Math.max(...[objective, optimizer, schedule, policy, augmentation].map(({ length }) => length))
  const nth = (list: readonly MethodChoice[], n: number): MethodChoice => list[n % list.length] as MethodChoice
  return Array.from({ length: longest }, (_, n) => ({
    objective: nth(objective, n),
    optimizer: nth(optimizer, n),
    schedule: nth(schedule, n),
    freezing: nth(policy, n),
    augmentations: augmentation[n] ?? [],
  }))
}
