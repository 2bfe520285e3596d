import { settingName, type Effect, type EffectMeasure, type Effects } from '../../../src-main/contract/index.ts'
import type { TextTable } from '../../../src-main/contract/table-text.ts'
import { count, halfWidth, percentDigits, plainNumber, signedPoints, unknown } from '../format.ts'
import type { MeasureCell, MeasureTable } from '../measures/measure-table.ts'

const columns = ['Mean', 'Best − worst', 'Rank correlation', 'Runs', 'Settings', 'Seeds']

/** What each setting does to a measure: a row a setting, under it one a value. */
export function effectsTable(effects: readonly Effect[], measure: EffectMeasure): MeasureTable {
  const sub = measure.isShare ? '%, ± 95 % over seeds' : '± 95 % over seeds'
  const notes = [sub, measure.isShare ? 'points, paired by seed' : 'paired by seed', '95 % bootstrap']
  return {
    heading: 'Setting',
    columns: columns.map((title, at) => ({ title, ...(notes[at] === undefined ? {} : { sub: notes[at] }) })),
    rows: effects.flatMap((effect) => {
      const { path, levels } = effect
      const empty = { text: '' }
      const head = [empty, spanCell(effect, measure), rankCell(effect), empty, empty, empty]
      return [
        { key: path, title: settingName(path), isTotal: true, cells: head },
        ...levels.map(({ label, mean, interval, runs, settings, seeds }) => ({
          key: `${path} ${label}`,
          title: label,
          cells: [
            meanCell(mean, interval, measure),
            ...[empty, empty],
            ...[runs, settings, seeds].map((value) => ({ text: count(value) })),
          ],
        })),
      ]
    }),
  }
}

function meanCell(mean: number, interval: readonly [number, number] | null, { isShare }: EffectMeasure): MeasureCell {
  const text = isShare ? percentDigits(mean) : plainNumber(mean)
  if (!interval) return { text, note: 'n = 1 seed' }
  return { text, note: isShare ? halfWidth(mean, interval) : `±${plainNumber((interval[1] - interval[0]) / 2)}` }
}

function spanCell({ span }: Effect, { isShare }: EffectMeasure): MeasureCell {
  if (!span) return { text: unknown }
  const text = isShare ? signedPoints : plainNumber
  const { difference, interval, best, worst } = span
  return {
    text: text(difference),
    ...(interval && { note: `[${interval.map(text).join(', ')}]` }),
    title: `${best} minus ${worst}`,
  }
}

function rankCell({ rank }: Effect): MeasureCell {
  if (!rank) return { text: unknown, title: 'For numbers with three values or more.' }
  const text = (value: number): string => value.toFixed(2).replace('-', '−')
  const { correlation, interval, n } = rank
  return {
    text: text(correlation),
    note: interval ? `[${interval.map(text).join(', ')}]` : `n = ${n}`,
    title: `Spearman, n = ${n} settings${interval ? '' : ': too few for an interval'}`,
  }
}

/** In full, for a file: of every run its settings and results. */
export function sweptRunsTable({ fields, measures, runs }: Effects, nameOf: (run: string) => string): TextTable {
  return {
    columns: ['run', ...fields, ...measures.map(({ title }) => title), 'trained to its end'],
    rows: runs.map(({ run, settings, results, isPartial }) => [
      nameOf(run),
      ...fields.map((path) => plain(settings[path])),
      ...measures.map(({ id }) => results[id] ?? null),
      isPartial ? 'no' : 'yes',
    ]),
  }
}

const plain = (value: unknown): string | number | null =>
  value === undefined || value === null ? null : typeof value === 'number' ? value : String(value)

/** How many runs the means leave out, as a sentence; empty where none. */
export function leftOutText({ partial, unmeasured }: Pick<Effects, 'partial' | 'unmeasured'>): string {
  const runs = (n: number): string => `${count(n)} run${n === 1 ? '' : 's'}`
  const parts = [
    ...(partial > 0 ? [`${runs(partial)} did not train to the end`] : []),
    ...(unmeasured > 0 ? [`${runs(unmeasured)} without this measure`] : []),
  ]
  return parts.length === 0 ? '' : `Left out of the means: ${parts.join(', ')}.`
}
