import { verdictOfChecks, type RobustnessCheck } from '../../contract/index.ts'
import { passesPerStep } from '../../core/studies/evaluation-passes.ts'
import { numberText } from '../../core/words.ts'
import { readableCondition } from '../services/conditions.ts'
import type { StudyFigures } from './gather-figures.ts'
import { marks, type Block, type Mark, type Section, type Table } from '../pages/page.ts'

/** What the checks of one evaluation come to; null where there are none. */
export const markOf = (checks: readonly RobustnessCheck[]): Mark | null =>
  checks.length === 0 ? null : verdictOfChecks(checks)

/** What the marks in the table mean, and why not all is well where it is not. */
export function checkReasons(figures: StudyFigures): Block[] {
  const all = checksOf(figures)
  if (all.length === 0) return []
  const count = (wanted: Mark): number => all.filter(({ verdict }) => verdict === wanted).length
  const legend = Object.values(marks).map(({ sign, title }) => `${sign} ${title}`)
  const words = `${legend.join('; ')}. Of ${all.length} checks ${count('passed')} passed, ${count('suspicious')} are suspicious and ${count('not-run')} could not be run.`
  const open = all.filter(({ verdict }) => verdict !== 'passed')
  const items = [
    ...Map.groupBy(open, ({ title, verdict, reason }) => `${marks[verdict].sign} ${title}: ${reason}`),
  ].map(([text, same]) => `${text} (${same.map(({ where }) => where).join('; ')})`)
  return [{ kind: 'text', text: words }, ...(items.length === 0 ? [] : [{ kind: 'list', items } as const])]
}

/** Every check with its reason. */
export function checksSection(figures: StudyFigures): Section[] {
  const all = checksOf(figures)
  if (all.length === 0) return []
  const rows = all.map(({ run, condition, title, verdict, reason }) => [
    ...[run, condition],
    { text: title, mark: verdict },
    reason,
  ])
  const table: Table = { kind: 'table', head: ['run', 'condition', 'check', 'reason'], rows }
  return [{ title: 'Robustness checks', blocks: [table], isDetail: true }]
}

const checksOf = ({ rows }: StudyFigures) =>
  rows.flatMap(({ name, condition: text, checks }) => {
    const condition = readableCondition(text)
    return checks.map((check) => ({ ...check, run: name, condition, where: `${name}, ${condition}` }))
  })

/** What every model took to be trained and evaluated on this machine. */
export function costTable({ runs }: StudyFigures): Table {
  const orNothing = (value: number | null): string => (value === null ? '–' : numberText(value))
  return {
    kind: 'table',
    head: ['run', 'passes a training step', 'images/s of training', 'training, s', 'start to end, s', 'evaluation, s'],
    rows: runs.map(({ run, imagesPerSecond, seconds, evaluationSeconds }) => {
      const { startedAt, finishedAt } = run
      const wallSeconds = startedAt === null || finishedAt === null ? null : (finishedAt - startedAt) / 1000
      return [
        run.name,
        numberText(passesPerStep(run.config)),
        ...[imagesPerSecond, seconds, wallSeconds, evaluationSeconds].map(orNothing),
      ]
    }),
  }
}
