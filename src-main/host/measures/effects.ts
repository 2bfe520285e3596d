import {
  betterValue,
  formatMethod,
  type Effects,
  type EffectMeasure,
  type ParamValue,
  type Run,
  type SweptRun,
} from '../../contract/index.ts'
import { effectOf, type MeasuredSettings } from '../../core/measures/effects.ts'
import type { HostContext } from '../context.ts'
import { describeRuns } from '../services/describe.ts'
import { conditionText } from '../services/conditions.ts'
import { measuredRun } from './measured-run.ts'

const ofMetrics = ['validation-accuracy', 'attacked-validation-accuracy', 'validation-loss']

/**
 * What runs differ in, what came of it, and the effect of each setting on one measure: the one asked for, else the first
 * that there is.
 */
export function measureEffects(context: HostContext, ids: readonly string[], wanted: string | null): Effects {
  const measured = [...new Set(ids)].map((id) => measuredRun(context, id))
  const runs = describeRuns(
    context,
    measured.map(({ run }) => run),
  )
  const fields = sweptFields(runs)
  const swept = runs.map((run, index): SweptRun => {
    const own = leavesOf(run.config)
    const settings = fields.flatMap((path) => {
      const value = own.get(path)
      return value === undefined ? [] : [[path, value] as const]
    })
    const evaluated = [...(measured[index]?.evaluations.values() ?? [])].flatMap(({ condition, n, correct }) =>
      correct === null || n === 0 ? [] : [[`evaluated:${conditionText(condition)}`, correct / n] as const],
    )
    return {
      run: run.id,
      settings: Object.fromEntries(settings),
      results: Object.fromEntries([...metricsOf(run), ...evaluated]),
      isPartial: run.state !== 'done',
    }
  })
  const measures = measuresOf(swept)
  const measure = measures.find(({ id }) => id === wanted) ?? measures[0] ?? null
  const having = swept.filter(({ results }) => measure !== null && results[measure.id] !== undefined)
  const whole = having.filter(({ isPartial }) => !isPartial)
  const seedOf = new Map(runs.map(({ id, config }) => [id, config.seed]))
  const points = whole.map(({ run, settings, results }): MeasuredSettings => ({
    settings,
    seed: seedOf.get(run) ?? 0,
    value: results[measure?.id ?? ''] ?? Number.NaN,
  }))
  return {
    fields,
    measures,
    measure: measure?.id ?? null,
    runs: swept,
    effects: measure === null ? [] : fields.map((path) => effectOf(path, points, measure.better)),
    unmeasured: swept.length - having.length,
    partial: having.length - whole.length,
  }
}

function metricsOf({ best, latest }: Run): (readonly [string, number])[] {
  return ofMetrics.flatMap((name) => [
    ...(best[name] ? [[`best:${name}`, best[name].value] as const] : []),
    ...(latest[name] === undefined ? [] : [[`last:${name}`, latest[name]] as const]),
  ])
}

/** Those of most runs first, as far as they are of the same kind. */
function measuresOf(runs: readonly SweptRun[]): EffectMeasure[] {
  const ids = [...new Set(runs.flatMap(({ results }) => Object.keys(results)))]
  const kinds = ['best:', 'last:', 'evaluated:']
  return ids
    .map((id): EffectMeasure => {
      const [kind = '', ...rest] = id.split(':')
      const name = rest.join(':')
      const isLoss = kind !== 'evaluated' && betterValue(name) === 'smaller'
      const title = kind === 'evaluated' ? `accuracy, ${name}` : `${kind} ${name.replaceAll('-', ' ')}`
      return { id, title, better: isLoss ? 'smaller' : 'larger', isShare: !isLoss }
    })
    .toSorted((a, b) => kindOf(a.id) - kindOf(b.id))
  function kindOf(id: string): number {
    return kinds.findIndex((kind) => id.startsWith(kind))
  }
}

/** A configuration's values by path; a list counts as one, its methods as text. */
function leavesOf(value: unknown, path = ''): Map<string, ParamValue> {
  if (Array.isArray(value)) {
    const text = value.map((item) => (isMethod(item) ? formatMethod(item) : JSON.stringify(item))).join(' + ')
    return new Map([[path, text === '' ? 'none' : text]])
  }
  if (typeof value !== 'object' || value === null) return new Map([[path, value as ParamValue]])
  return new Map(
    Object.entries(value).flatMap(([key, inner]) => [...leavesOf(inner, path === '' ? key : `${path}.${key}`)]),
  )
}

const isMethod = (value: unknown): value is Parameters<typeof formatMethod>[0] =>
  typeof value === 'object' && value !== null && 'id' in value && 'params' in value

/**
 * Paths whose values differ. A parameter counts only where it differs among runs with the same method: what another method
 * brings along is that method.
 */
function sweptFields(runs: readonly Run[]): string[] {
  const all = runs.map(({ config }) => leavesOf(config))
  const paths = [...new Set(all.flatMap((leaves) => [...leaves.keys()]))]
  return paths.filter((path) => {
    if (['name', 'seed', 'version'].includes(path)) return false
    const method = /^(.*)\.params\.[^.]+$/.exec(path)?.[1]
    const groups = Map.groupBy(all, (leaves) => (method === undefined ? '' : leaves.get(`${method}.id`)))
    return [...groups.values()].some((group) => new Set(group.map((leaves) => leaves.get(path))).size > 1)
  })
}
