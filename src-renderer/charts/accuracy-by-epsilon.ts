import {
  canonicalMethod,
  checksInWords,
  displayOf,
  strengthName,
  resolveParams,
  type Catalog,
  type CatalogEntry,
  type Evaluation,
  type MethodChoice,
  type Run,
} from '../../src-main/contract/index.ts'
import { accuracyOf } from '../lib/runs/accuracies.ts'
import { conditionKey, words } from '../lib/methods.ts'
import type { AxisFormat, ChartModel, ChartSeries } from './model.ts'

/** An attack that some run was evaluated under at two strengths or more; other parameters are the same. */
export interface EpsilonSweep {
  readonly key: string
  readonly title: string
  /** The name of its strength, and how it is written. */
  readonly axis: string
  readonly format: AxisFormat
  /** Of each run: evaluations with their strength, weakest first; clean stands at 0. */
  readonly byRun: ReadonlyMap<string, readonly { readonly epsilon: number; readonly evaluation: Evaluation }[]>
}

/** Parameters that follow the strength, as the step of an iterated attack, do not make two attacks of one. */
export function epsilonSweeps(evaluations: readonly Evaluation[], catalog: Catalog | null): EpsilonSweep[] {
  const done = evaluations.filter((it) => it.state === 'done' && it.split === 'validation' && it.correct !== null)
  const cleanKey = conditionKey(catalog, { id: 'clean', params: {} })
  const clean = done.filter((it) => conditionKey(catalog, it.condition) === cleanKey)
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
    return [{ key, title: entry.title, axis: words(strength.name), format: strength.format, byRun }]
  })
}

/** Accuracy in percent against the strength of one attack, with 95 % intervals. */
export function accuracyByEpsilon(sweep: EpsilonSweep, runs: readonly Run[], baseline = ''): ChartModel {
  const lines = runs.flatMap((run): ChartSeries[] => {
    const points = (sweep.byRun.get(run.id) ?? []).map(({ epsilon, evaluation }) => ({
      x: epsilon,
      accuracy: accuracyOf(evaluation.correct ?? 0, evaluation.n),
      // Clean images stand at 0.
      ...(epsilon > 0 && { note: checksInWords(evaluation.checks) }),
    }))
    if (points.length === 0) return []
    const isBaseline = run.id === baseline
    return [
      {
        label: run.name,
        endLabel: isBaseline ? `${run.name} (baseline)` : run.name,
        color: run.color,
        run: run.id,
        isBaseline,
        stroke: 'solid',
        hasSquares: true,
        isFaint: false,
        points: points.map(({ accuracy, ...point }) => ({ ...point, y: accuracy.value * 100 })),
        band: points.flatMap(({ x, accuracy: { interval } }) =>
          interval ? [{ x, low: interval[0] * 100, high: interval[1] * 100 }] : [],
        ),
      },
    ]
  })
  const counts = new Set([...sweep.byRun.values()].flat().map(({ evaluation }) => evaluation.n))
  return {
    title: `Accuracy versus ${sweep.axis}`,
    detail: `%, ${sweep.title}, 95 % band${counts.size === 1 ? `, n = ${[...counts][0]?.toLocaleString('en-US')}` : ''}`,
    series: lines,
    x: {
      min: 0,
      max: Math.max(...lines.flatMap((line) => line.points.map(({ x }) => x)), 0),
      title: sweep.axis,
      isWhole: false,
      format: sweep.format,
    },
    y: { min: 0, max: 100, title: '%', isWhole: true },
    marks: [],
    digits: 1,
  }
}

interface Strength {
  readonly name: string
  readonly unit: string | null
  readonly format: AxisFormat
}

function strengthOf(entry: CatalogEntry, params: MethodChoice['params']): Strength | null {
  const name = strengthName(entry)
  const param = name === null ? undefined : entry.params[name]
  if (name === null || param?.kind !== 'number') return null
  return { name, unit: param.unit, format: displayOf(entry, name, params) === 'pixel' ? 'pixel' : 'number' }
}

const isOfUnit = (param: CatalogEntry['params'][string] | undefined, unit: string | null): boolean =>
  param?.kind === 'number' && param.unit === unit
