import type { Run } from '../../../src-main/contract/index.ts'
import type { AccuracySource } from './accuracies.ts'
import { bytes, capitalized, clock, count, date, parameterCount, percentDigits, plainNumber } from '../format.ts'
import { words } from '../methods.ts'
import { statedFacts } from './imported-run.ts'
import { elapsedMs, stateText } from './run-progress.ts'
import type { RunRow } from './run-rows.ts'

/** A column of the list of runs. Those without `text` have a cell of their own. */
export interface RunColumn {
  readonly id: string
  readonly title: string
  readonly sub: string
  readonly width: number
  readonly isNumber: boolean
  /** Whether it is there before anyone chose columns. */
  readonly isFirst: boolean
  /** Whether it stays where there is little room, as beside the tour. */
  readonly isEssential: boolean
  /** What the list sorts by; undefined stands last. */
  sortValue(row: RunRow): string | number | undefined
  text?(row: RunRow): string
}

type Given = Pick<RunColumn, 'id' | 'title' | 'width' | 'sortValue'> & Partial<RunColumn>

const essential = new Set(['run', 'state', 'objective', 'clean', 'robust'])
const column = (given: Given): RunColumn => ({
  sub: '',
  isNumber: false,
  isFirst: false,
  isEssential: essential.has(given.id),
  ...given,
})

/** Columns of every workspace, then one for every metric that a run has written. */
export function runColumns(runs: readonly Run[], robustLabel: string, source: AccuracySource): RunColumn[] {
  const accuracySub = source === 'best' ? 'best, % @epoch' : source === 'last' ? 'last, % @epoch' : '%, ± 95 % interval'
  const metrics = [...new Set(runs.flatMap((run) => Object.keys(run.latest)))].toSorted()
  return [
    column({ id: 'run', title: 'Run', width: 188, isFirst: true, sortValue: ({ run }) => run.name }),
    column({
      id: 'state',
      title: 'State',
      width: 166,
      isFirst: true,
      sortValue: ({ run }) => `${run.state} ${stateText(run).detail}`,
    }),
    textual('experiment', 'Experiment', 140, (row) => row.experiment),
    { ...textual('architecture', 'Architecture', 112, (row) => row.architecture), isFirst: true },
    { ...textual('objective', 'Objective', 150, (row) => row.objective), isFirst: true },
    { ...textual('dataset', 'Dataset', 122, (row) => row.dataset), isFirst: true },
    column({
      id: 'clean',
      title: 'Clean',
      sub: accuracySub,
      width: 108,
      isNumber: true,
      isFirst: true,
      sortValue: ({ accuracies }) => accuracies.clean?.value,
    }),
    column({
      id: 'robust',
      title: 'Robust',
      sub: robustLabel,
      width: 112,
      isNumber: true,
      isFirst: true,
      sortValue: ({ accuracies }) => accuracies.robust?.value,
    }),
    column({
      id: 'gap',
      title: 'Gap',
      sub: 'pp',
      width: 54,
      isNumber: true,
      isFirst: true,
      sortValue: ({ accuracies }) => accuracies.gap ?? undefined,
      text: ({ accuracies }) => (accuracies.gap === null ? '' : percentDigits(accuracies.gap)),
    }),
    column({
      id: 'curve',
      title: 'by epoch',
      sub: 'gap, pp',
      width: 68,
      isFirst: true,
      sortValue: ({ accuracies }) => accuracies.gap ?? undefined,
    }),
    column({
      id: 'time',
      title: 'Time',
      width: 84,
      isNumber: true,
      isFirst: true,
      sortValue: ({ run }) => elapsedMs(run, Date.now()) ?? undefined,
    }),
    textual('tags', 'Tags', 140, ({ run }) => run.tags.join(', ')),
    textual('note', 'Note', 180, ({ run }) => run.note),
    numeric('epochs', 'Epochs', '', ({ run }) => run.config.epochs, count),
    numeric(
      'batchSize',
      'Batch',
      'images',
      ({ run }) => (run.imported ? statedFacts.batchSize(run) : run.config.batchSize),
      count,
    ),
    numeric('seed', 'Seed', '', ({ run }) => (run.imported ? statedFacts.seed(run) : run.config.seed), String),
    numeric('parameters', 'Parameters', '', ({ run }) => run.parameters ?? undefined, parameterCount),
    numeric(
      'created',
      'Created',
      '',
      ({ run }) => run.createdAt,
      (at) => `${date(at)}, ${clock(at)}`,
      130,
    ),
    numeric('bytes', 'On disk', 'checkpoints', ({ run }) => run.bytes, bytes),
    ...metrics.map((name) => metricColumn(name, source)),
  ]
}

const textual = (id: string, title: string, width: number, text: (row: RunRow) => string): RunColumn =>
  column({ id, title, width, text, sortValue: (row) => text(row) || undefined })

function numeric(
  id: string,
  title: string,
  sub: string,
  value: (row: RunRow) => number | undefined,
  format: (value: number) => string,
  width = 92,
): RunColumn {
  return column({
    id,
    title,
    sub,
    width,
    isNumber: true,
    sortValue: value,
    text: (row) => {
      const known = value(row)
      return known === undefined ? '' : format(known)
    },
  })
}

/** The last value of a metric, or the best with its epoch where one is kept. */
function metricColumn(name: string, source: AccuracySource): RunColumn {
  const isAccuracy = name.endsWith('accuracy')
  const best = ({ run }: RunRow) => (source === 'best' ? run.best[name] : undefined)
  const value = (row: RunRow): number | undefined => best(row)?.value ?? row.run.latest[name]
  const format = (number: number): string => (isAccuracy ? percentDigits(number) : plainNumber(number))
  return {
    ...numeric(
      `metric:${name}`,
      capitalized(words(name)),
      `${source === 'best' ? 'best @epoch' : 'last'}${isAccuracy ? ', %' : ''}`,
      value,
      format,
      150,
    ),
    text: (row) => {
      const known = value(row)
      const epoch = best(row)?.epoch
      return known === undefined ? '' : `${format(known)}${epoch === undefined ? '' : ` @${epoch}`}`
    },
  }
}

export interface ColumnChoice {
  readonly id: string
  readonly isShown: boolean
}

/** Columns as they were chosen and ordered; new ones come last, in their own order. */
export function chooseColumns(
  columns: readonly RunColumn[],
  chosen: readonly ColumnChoice[],
): { column: RunColumn; isShown: boolean }[] {
  const byId = new Map(columns.map((known) => [known.id, known]))
  const kept = chosen.flatMap(({ id, isShown }) => {
    const known = byId.get(id)
    return known ? [{ column: known, isShown }] : []
  })
  const ids = new Set(chosen.map(({ id }) => id))
  const others = columns.filter(({ id }) => !ids.has(id)).map((known) => ({ column: known, isShown: known.isFirst }))
  return [...kept, ...others]
}
