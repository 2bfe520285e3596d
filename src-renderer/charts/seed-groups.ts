import type { Run } from '../../src-main/contract/index.ts'
import { isSame } from '../lib/config/paths.ts'
import type { ChartBand, ChartModel, ChartPoint, ChartSeries } from './model.ts'

/** Runs that differ in nothing but their seed. */
export interface SeedGroup {
  readonly name: string
  readonly runs: readonly Run[]
}

/** Of runs that were trained elsewhere nobody knows. */
const withoutSeed = ({ id, imported, config: { name: _name, seed: _seed, ...rest } }: Run): unknown =>
  imported ? id : rest

export function seedGroups(runs: readonly Run[]): SeedGroup[] {
  const groups: Run[][] = []
  for (const run of runs) {
    const group = groups.find(([first]) => first && isSame(withoutSeed(first), withoutSeed(run)))
    if (group) group.push(run)
    else groups.push([run])
  }
  return groups.map((members) => ({ name: sharedName(members), runs: members }))
}

/** What the names have in common, without "seed" and what separates it. */
function sharedName(runs: readonly Run[]): string {
  const [first, ...rest] = runs.map((run) => run.name)
  if (first === undefined || rest.length === 0) return first ?? ''
  let length = first.length
  for (const name of rest) while (!name.startsWith(first.slice(0, length))) length--
  const shared = first.slice(0, length).replace(/[\s,;:(_-]*(seeds?)?[\s,;:(_-]*$/i, '')
  return shared === '' ? first : shared
}

/** The lines of each group as one: their mean, and a band from the lowest to the highest, at every x that all have. */
export function averaged(model: ChartModel, groups: readonly SeedGroup[]): ChartModel {
  const series = groups.flatMap(({ name, runs }): ChartSeries[] => {
    if (runs.length === 1) return model.series.filter((line) => line.run === runs[0]?.id)
    const own = runs.map((run) => model.series.filter((line) => line.run === run.id && !line.isFaint))
    const [first] = own
    return (first ?? []).flatMap((line): ChartSeries[] => {
      const suffix = line.label.slice(runs[0]?.name.length ?? 0)
      const alike = own.flatMap((lines, index) => lines.filter((it) => it.label === `${runs[index]?.name}${suffix}`))
      const label = `${name}, n = ${alike.length}${suffix}`
      const { points, band } = mean(alike)
      return [
        {
          ...line,
          members: runs.map(({ id }) => id),
          label,
          endLabel: line.endLabel === null ? null : `${name}, n = ${alike.length}`,
          points,
          band,
        },
      ]
    })
  })
  const single = new Set(groups.filter(({ runs }) => runs.length === 1).map(({ runs }) => runs[0]?.id))
  return {
    ...model,
    detail: `${model.detail}; mean of seeds, min to max`,
    series,
    spots: (model.spots ?? []).filter((spot) => single.has(spot.run)),
  }
}

function mean(lines: readonly ChartSeries[]): { points: ChartPoint[]; band: ChartBand[] } {
  const byX = lines.map((line) => new Map(line.points.map(({ x, y }) => [x, y])))
  const notes = Map.groupBy(
    lines.flatMap(({ points }) => points),
    ({ x }) => x,
  )
  const shared = (lines[0]?.points ?? []).flatMap(({ x }) => {
    const values = byX.flatMap((values) => values.get(x) ?? [])
    return values.length === lines.length ? [{ x, values }] : []
  })
  return {
    points: shared.map(({ x, values }) => {
      const note = [...new Set((notes.get(x) ?? []).flatMap((point) => point.note ?? []))].join('; ')
      const y = values.reduce((sum, value) => sum + value, 0) / values.length
      return { x, y, ...(note !== '' && { note }) }
    }),
    band: shared.map(({ x, values }) => ({ x, low: Math.min(...values), high: Math.max(...values) })),
  }
}
