import { checksInWords, epsilonSweeps, type EpsilonSweep, type Evaluation } from '../../../contract/index.ts'
import type { LineChart, LineSeries } from '../../../contract/line-chart.ts'
import { catalog } from '../../../core/catalog.ts'
import { wilsonInterval } from '../../../core/measures/wilson.ts'
import type { Block, Chart, Section } from '../../pages/page.ts'
import { chartTable } from '../chart-table.ts'
import { labelOf, type ReportFacts } from '../report-facts.ts'

/** One chart for each attack that some run was evaluated under at two strengths or more; null where there is none. */
export function epsilonSection(facts: ReportFacts, evaluations: readonly Evaluation[]): Section | null {
  const sweeps = epsilonSweeps(evaluations, catalog)
  if (sweeps.length === 0) return null
  const suspicious = evaluations.filter(({ checks }) => checks.some(({ verdict }) => verdict === 'suspicious'))
  const doubts = suspicious.map(
    ({ run, condition, checks }): string => `${labelOf(facts, run)}, ${condition.id}: ${checksInWords(checks)}.`,
  )
  const notes: Block[] = doubts.length === 0 ? [] : [{ kind: 'list', items: doubts }]
  return {
    title: 'Accuracy versus epsilon',
    blocks: [...sweeps.map((sweep, at) => chartOf(sweep, at, facts.runs)), ...notes],
  }
}

function chartOf({ title, axis, format, byRun }: EpsilonSweep, at: number, runs: ReportFacts['runs']): Chart {
  const counts = new Set([...byRun.values()].flat().map(({ evaluation }) => evaluation.n))
  const series = runs.flatMap(({ run, label }, color): LineSeries[] => {
    const own = byRun.get(run.id) ?? []
    if (own.length === 0) return []
    const shares = own.map(({ epsilon, evaluation: { correct, n } }) => ({ epsilon, correct: correct ?? 0, n }))
    return [
      {
        ...{ run: run.id, label, color, stroke: 'solid', hasSquares: true },
        points: shares.map(({ epsilon, correct, n }) => [epsilon, (correct / n) * 100]),
        band: shares.map(({ epsilon, correct, n }) => {
          const [low, high] = wilsonInterval(correct, n)
          return [epsilon, low * 100, high * 100]
        }),
      },
    ]
  })
  const chart: LineChart = {
    id: `accuracy-by-epsilon${at === 0 ? '' : `-${at + 1}`}`,
    title: `Accuracy versus ${axis}`,
    detail: `%, ${title}, 95 % band${counts.size === 1 ? `, n = ${[...counts][0]?.toLocaleString('en-US')}` : ''}`,
    x: { title: axis, format, min: 0, max: Math.max(...series.flatMap(({ points }) => points.map(([x]) => x))) },
    y: { title: '%', format: 'number', min: 0, max: 100 },
    canBeLogarithmic: false,
    series,
  }
  const names = new Map(runs.map(({ run, label }) => [run.id, label]))
  return {
    kind: 'chart',
    chart,
    names,
    key: 'At 0: clean images. The band is the 95 % Wilson interval.',
    table: chartTable(chart),
  }
}
