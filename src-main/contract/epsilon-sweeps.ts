import { displayOf, resolveParams, strengthName, type Catalog, type CatalogEntry } from './catalog.ts'
import type { TickFormat } from './chart-ticks.ts'
import type { Evaluation } from './evaluations.ts'
import { canonicalMethod, type MethodChoice } from './method.ts'

/** An attack that some run was evaluated under at two strengths or more; other parameters are the same. */
export interface EpsilonSweep {
  readonly key: string
  readonly title: string
  /** The parameter that is its strength, and how its values are written. */
  readonly axis: string
  readonly format: TickFormat
  /** Of each run: evaluations with their strength, weakest first; clean stands at 0. */
  readonly byRun: ReadonlyMap<string, readonly { readonly epsilon: number; readonly evaluation: Evaluation }[]>
}

/** Parameters that follow the strength, as the step of an iterated attack, do not make two attacks of one. */
export function epsilonSweeps(evaluations: readonly Evaluation[], catalog: Catalog | null): EpsilonSweep[] {
  const done = evaluations.filter((it) => it.state === 'done' && it.split === 'validation' && it.correct !== null)
  const clean = done.filter((it) => it.condition.id === 'clean')
  const attacked = done.flatMap((evaluation) => {
    const entry = catalog?.attacks.find((it) => it.id === evaluation.condition.id)
    if (!entry) return []
    const params = resolveParams(entry, evaluation.condition.params)
    const strength = strengthOf(entry, params)
    if (!strength) return []
    const epsilon = params[strength.name]
    if (typeof epsilon !== 'number') return []
    const others = Object.entries(params).filter(([name]) => !isOfUnit(entry.params[name], strength.unit))
    const key = canonicalMethod({ id: entry.id, params: Object.fromEntries(others) })
    return [{ key, epsilon, evaluation, entry, strength }]
  })
  return [...Map.groupBy(attacked, (it) => it.key)].flatMap(([key, all]) => {
    if (new Set(all.map((it) => it.epsilon)).size < 2) return []
    const byRun = new Map(
      [...Map.groupBy(all, (it) => it.evaluation.run)].map(([run, own]) => {
        const start = clean.findLast((it) => it.run === run)
        const newest = new Map(
          [...(start ? [{ epsilon: 0, evaluation: start }] : []), ...own].map((it) => [it.epsilon, it]),
        )
        return [run, [...newest.values()].toSorted((a, b) => a.epsilon - b.epsilon)] as const
      }),
    )
    const [{ entry, strength }] = all as [(typeof all)[number]]
    return [{ key, title: entry.title, axis: strength.name, format: strength.format, byRun }]
  })
}

interface Strength {
  readonly name: string
  readonly unit: string | null
  readonly format: TickFormat
}

function strengthOf(entry: CatalogEntry, params: MethodChoice['params']): Strength | null {
  const name = strengthName(entry)
  const param = name === null ? undefined : entry.params[name]
  if (name === null || param?.kind !== 'number') return null
  return { name, unit: param.unit, format: displayOf(entry, name, params) === 'pixel' ? 'pixel' : 'number' }
}

const isOfUnit = (param: CatalogEntry['params'][string] | undefined, unit: string | null): boolean =>
  param?.kind === 'number' && param.unit === unit
