import type { CalibrationRow, CorruptionRun, Measured } from '../../../contract/index.ts'
import type { Block, Section, Table } from '../../pages/page.ts'
import { readableCondition } from '../../services/conditions.ts'
import { labelOf, type ReportFacts } from '../report-facts.ts'
import { nothing, percentWithin, pointsWithin, proportionText } from '../shown-values.ts'

interface Measures {
  readonly corruptions: readonly CorruptionRun[]
  readonly calibration: readonly CalibrationRow[]
}

/** Gaps, attack success, corruption errors and calibration; each only where something was measured. */
export function measuresSection(facts: ReportFacts, measures: Measures): Section | null {
  const tables = [
    gapTable(facts),
    attackTable(facts),
    corruptionTable(facts, measures.corruptions),
    calibrationTable(facts, measures.calibration),
  ].filter((table) => table !== null)
  const note: Block = {
    kind: 'text',
    text: '± is the larger side of the 95 % interval. Attack success: of the images that were right when clean, those that the attack turned wrong. mCE: the mean of errors relative to the baseline (100) over the corruptions that both have whole. ECE: expected calibration error, 15 bins; NLL in nats.',
  }
  return tables.length === 0 ? null : { title: 'Measures', blocks: [...tables, note] }
}

const bounds = (interval: readonly [number, number] | null | undefined): [number | null, number | null] => [
  interval?.[0] ?? null,
  interval?.[1] ?? null,
]

function gapTable(facts: ReportFacts): Table | null {
  const measured = facts.summaries.filter(({ gap, robustGap }) => gap !== null || robustGap !== null)
  if (measured.length === 0) return null
  return {
    kind: 'table',
    caption: 'Generalization gap and robust overfitting',
    head: ['run', 'gap, points', 'robust gap, points', 'best robust, %', 'last robust, %', 'best − last, points'],
    rows: measured.map(({ run, gap, robustGap, robustOverfitting: lost }) => [
      labelOf(facts, run),
      ...[gap, robustGap].map((it) => (it ? pointsWithin(it.difference, it.interval) : nothing)),
      ...[lost?.best, lost?.last].map(proportionText),
      lost ? pointsWithin(lost.difference, null) : nothing,
    ]),
    file: {
      name: 'gaps',
      table: {
        columns: [
          ...['run', 'gap', 'gap low', 'gap high', 'robust gap', 'robust gap low', 'robust gap high'],
          ...['best robust', 'best epoch', 'last robust', 'last epoch'],
        ],
        rows: measured.map(({ run, gap, robustGap, robustOverfitting: lost }) => [
          labelOf(facts, run),
          ...[gap, robustGap].flatMap((it) => [it?.difference ?? null, ...bounds(it?.interval)]),
          ...[lost?.best.value ?? null, lost?.bestEpoch ?? null, lost?.last.value ?? null, lost?.lastEpoch ?? null],
        ]),
      },
    },
  }
}

function attackTable(facts: ReportFacts): Table | null {
  const all = facts.summaries
  const conditions = [...new Set(all.flatMap(({ attackSuccess }) => attackSuccess.map(({ condition }) => condition)))]
  if (conditions.length === 0) return null
  const found = (condition: string, own: (typeof all)[number]['attackSuccess']) =>
    own.find((it) => it.condition === condition)?.success
  return {
    kind: 'table',
    caption: 'Attack success, %',
    head: ['attack', ...all.map(({ run }) => labelOf(facts, run))],
    rows: conditions.map((condition) => [
      readableCondition(condition),
      ...all.map(({ attackSuccess }) => proportionText(found(condition, attackSuccess))),
    ]),
    file: {
      name: 'attack-success',
      table: {
        columns: ['run', 'attack', 'success', 'low', 'high', 'n'],
        rows: all.flatMap(({ run, attackSuccess }) =>
          attackSuccess.map(({ condition, success: { value, interval, n } }) => [
            ...[labelOf(facts, run), condition, value, ...interval, n],
          ]),
        ),
      },
    },
  }
}

const measuredText = (measured: Measured | null): string =>
  measured ? percentWithin(measured.value, measured.interval) : nothing

function corruptionTable(facts: ReportFacts, all: readonly CorruptionRun[]): Table | null {
  const measured = all.filter(({ measured: types }) => types > 0)
  if (measured.length === 0) return null
  const isBaseline = ({ run }: CorruptionRun): boolean => run === facts.baseline.run.id
  return {
    kind: 'table',
    caption: `Corruptions of ImageNet-C; mCE relative to ${facts.baseline.label}`,
    head: ['run', 'types of 15', 'n', 'mean error, %', 'retained accuracy, %', 'mCE', 'relative mCE'],
    rows: measured.map((it) => [
      ...[labelOf(facts, it.run), String(it.measured), it.n.toLocaleString('en-US')],
      ...[measuredText(it.meanError), measuredText(it.retained)],
      ...(isBaseline(it) ? ['100', '100'] : [measuredText(it.mce), measuredText(it.relativeMce)]),
    ]),
    file: {
      name: 'corruptions',
      table: {
        columns: ['run', 'types', 'n', 'mean error', 'low', 'high', 'retained', 'low', 'high', 'mCE', 'low', 'high'],
        rows: measured.map((it) => [
          ...[labelOf(facts, it.run), it.measured, it.n],
          ...[it.meanError, it.retained, it.mce].flatMap((each) => [each?.value ?? null, ...bounds(each?.interval)]),
        ]),
      },
    },
  }
}

function calibrationTable(facts: ReportFacts, all: readonly CalibrationRow[]): Table | null {
  const measured = all.flatMap(({ run, condition, calibration }) =>
    calibration ? [{ label: labelOf(facts, run), condition, ...calibration }] : [],
  )
  if (measured.length === 0) return null
  return {
    kind: 'table',
    caption: 'Calibration',
    head: ['run', 'condition', 'n', 'ECE, %', 'Brier', 'NLL', 'temperature'],
    rows: measured.map(({ label, condition, all: whole, intervals, scaled }) => [
      ...[label, readableCondition(condition), whole.n.toLocaleString('en-US')],
      percentWithin(whole.ece, intervals.ece),
      ...[whole.brier.toFixed(3), whole.nll.toFixed(3), scaled ? scaled.temperature.toFixed(2) : nothing],
    ]),
    file: {
      name: 'calibration',
      table: {
        columns: ['run', 'condition', 'n', 'ECE', 'low', 'high', 'MCE', 'Brier', 'NLL', 'temperature'],
        rows: measured.map(({ label, condition, all: whole, intervals, scaled }) => [
          ...[label, condition, whole.n, whole.ece, ...bounds(intervals.ece)],
          ...[whole.mce, whole.brier, whole.nll, scaled?.temperature ?? null],
        ]),
      },
    },
  }
}
