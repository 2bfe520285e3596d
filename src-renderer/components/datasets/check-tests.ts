import type { DatasetReport } from '../../../src-main/contract/index.ts'
import { count } from '../../lib/format.ts'

/** One thing that an import looks at, and what it found. */
export interface CheckTest {
  /** Empty where the finding is a sentence of its own. */
  readonly title: string
  readonly finding: string
  /** Whether it changes what a figure on this dataset means. */
  readonly isRemark: boolean
  readonly files: DatasetReport['skipped']
}

interface Known {
  /** The layout's title in the catalog. */
  readonly layout: string
  /** Where it was read from; null: it was generated. */
  readonly source: string | null
  /** Images of each training class; null until they are counted. */
  readonly perClass: readonly number[] | null
}

/** Above this a class weighs so much more than another that accuracy over all says little about the smaller one. */
const unbalanced = 2

/** A report, test by test; what the import warned of comes last. */
export function checkTests(report: DatasetReport, { layout, source, perClass }: Known): CheckTest[] {
  const test = (title: string, finding: string, isRemark = false, files: DatasetReport['skipped'] = []): CheckTest => ({
    title,
    finding,
    isRemark,
    files,
  })
  const { classes, counts, skipped, warnings } = report
  const [height, width, channels] = report.shape
  const found = counts.train + counts.validation + skipped.length
  const isZip = source !== null && /\.zip$/i.test(source)
  return [
    test('Layout', `${layout}${isZip ? ', in its zip' : ''}`),
    test('Classes', classWords(classes)),
    test(
      'Files left out',
      skipped.length === 0 ? `none of ${count(found)}` : `${count(skipped.length)} of ${count(found)}`,
      skipped.length > 0,
      skipped,
    ),
    test('Size and mode', `${width} × ${height} px, ${channels === 1 ? 'greyscale' : colourWords(source)}`),
    ...(perClass ? [test('Balance', ...balance(perClass))] : []),
    ...warnings.map((warning) => test('', warning, true)),
  ]
}

/** What becomes of a file that is not so; how many these were, an import does not count. */
const colourWords = (source: string | null): string =>
  source === null ? 'colour' : 'colour; any grey or other size was fitted'

function classWords(classes: DatasetReport['classes']): string {
  const named = classes.filter(({ id, name }) => id !== name).length
  return named === 0 ? count(classes.length) : `${count(named)} of ${count(classes.length)} have a name`
}

function balance(perClass: readonly number[]): readonly [string, boolean] {
  const least = Math.min(...perClass)
  const most = Math.max(...perClass)
  return [
    least === most ? `${count(most)} a class` : `${count(least)} to ${count(most)} a class`,
    most > unbalanced * least,
  ]
}

/** What a list says of a dataset in a word or two. */
export function checkWords(
  dataset: { readonly source: string | null; readonly skipped: number },
  report: DatasetReport | undefined,
): { readonly text: string; readonly isRemark: boolean } {
  if (dataset.skipped > 0) return { text: `${count(dataset.skipped)} skipped`, isRemark: true }
  const { length } = report?.warnings ?? []
  if (length > 0) return { text: length === 1 ? '1 remark' : `${length} remarks`, isRemark: true }
  return { text: dataset.source === null ? 'built in' : 'checked', isRemark: false }
}
