import {
  AppError,
  familyOf,
  type EffectiveRobustness,
  type EffectiveRow,
  type Family,
  type Measured,
} from '../../contract/index.ts'
import { catalog } from '../../core/catalog.ts'
import { imagenetC } from '../../core/corruptions/index.ts'
import { proportion } from '../../core/measures/accuracy.ts'
import {
  effectiveRobustness,
  fitLogitLine,
  type LogitLine,
  type ShiftedAccuracy,
} from '../../core/measures/effective-robustness.ts'
import { columnMeans } from '../../core/measures/bootstrap.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { HostContext } from '../context.ts'
import { datasetOf } from '../services/evaluations.ts'
import { measuredTypes } from './corruptions.ts'
import { createColumnReader, imageColumns, measuredOf, type ColumnReader } from './image-columns.ts'
import {
  cleanOf,
  conditionsOf,
  evaluationUnder,
  measuredRun,
  measuredRuns,
  named,
  readCondition,
  type MeasuredRun,
} from './measured-run.ts'
import { plainRuns } from './plain-runs.ts'

/** The mean over all corruptions and severities of ImageNet-C, where a run has them all. */
const wholeSet = 'imagenet-c'

interface Asked {
  readonly runs: readonly string[]
  readonly fit: readonly string[] | null
  readonly baseline: string | null
  readonly condition: string | null
}

interface Shifted {
  readonly measured: MeasuredRun
  readonly clean: StoredEvaluation
  readonly shift: readonly StoredEvaluation[]
  readonly rows: ReturnType<typeof imageColumns>
  readonly accuracy: ShiftedAccuracy
}

/** Accuracy on shifted images beyond what clean accuracy lets expect; the line is of runs that no one made robust. */
export async function measureEffectiveRobustness(context: HostContext, asked: Asked): Promise<EffectiveRobustness> {
  const measured = measuredRuns(context, asked.runs)
  const isWholeThere = measured.some((it) => wholeSetOf(it) !== null)
  const conditions = [...(isWholeThere ? [wholeSet] : []), ...conditionsOf(measured).filter((text) => text !== 'clean')]
  const condition = asked.condition ?? conditions[0] ?? null
  const dataset = measured[0]?.run.dataset ?? ''
  const fit = [...(asked.fit ?? plainRuns(context, dataset, familiesOf(condition)))]
  if (condition === null) return { conditions, condition, fit, line: null, rows: [] }
  const read = createColumnReader(context)
  const shifted = await readShifted(read, measured, condition)
  const fittable = measuredRuns(context, fit)
  refuseSeveral(context, fittable)
  const fitted = await readShifted(read, fittable, condition)
  const line = fitLogitLine(fitted.map(({ accuracy }) => accuracy))
  const [baseline] =
    asked.baseline === null ? [] : await readShifted(read, [measuredRun(context, asked.baseline)], condition)
  const rows: EffectiveRow[] = []
  for (const it of shifted) {
    rows.push({
      ...named(context, it.measured),
      ...(await figuresOf(read, it, it.measured.run.dataset === fittable[0]?.run.dataset ? line : null, baseline)),
      isFitted: fit.includes(it.measured.run.id),
    })
  }
  return { conditions, condition, fit, line: line && { ...line, through: fitted.map(pointOf) }, rows }
}

/** What a training must not have shown a network whose accuracy under the shift is to be that of no intervention. */
function familiesOf(condition: string | null): ReadonlySet<Family> {
  if (condition === wholeSet) return new Set(imagenetC.flatMap(({ family }) => family ?? []))
  const family = condition === null ? null : familyOf(readCondition(condition), catalog)
  return new Set(family === null ? [] : [family])
}

/** Accuracies on other images are on another scale. */
function refuseSeveral(context: HostContext, [first, ...others]: readonly MeasuredRun[]): void {
  const other = first && others.find(({ run }) => run.dataset !== first.run.dataset)
  if (!other) return
  const titles = [first, other].map(({ run }) => `"${run.name}" was trained on ${datasetOf(context, run).title}`)
  throw new AppError(
    'invalid-input',
    `The line of effective robustness goes through runs on the same images, but ${titles.join(' and ')}.`,
    { hint: 'Name runs on one dataset.' },
  )
}

const pointOf = ({ measured: { run }, accuracy: { clean, shifted } }: Shifted) => ({
  ...{ run: run.id, name: run.name },
  ...{ clean, shifted },
})

function wholeSetOf(measured: MeasuredRun): readonly StoredEvaluation[] | null {
  const types = measuredTypes(measured)
  return types.length === imagenetC.length ? types.flatMap(({ evaluations }) => evaluations) : null
}

async function readShifted(
  read: ColumnReader,
  measured: readonly MeasuredRun[],
  condition: string,
): Promise<Shifted[]> {
  const choice = condition === wholeSet ? null : readCondition(condition)
  const found: Shifted[] = []
  for (const it of measured) {
    const clean = cleanOf(it)
    const one = choice && evaluationUnder(it, choice)
    const shift = choice === null ? wholeSetOf(it) : one ? [one] : null
    if (!clean || !shift) continue
    const rows = imageColumns([await read([clean]), await read(shift)])
    if (rows.n === 0) continue
    const [cleanly, shifted] = columnMeans(rows) as unknown as [number, number]
    found.push({ measured: it, clean, shift, rows, accuracy: { clean: cleanly, shifted, n: rows.n } })
  }
  return found
}

type Figures = Pick<EffectiveRow, 'clean' | 'shifted' | 'effective' | 'relative'>

async function figuresOf(
  read: ColumnReader,
  { measured, shift, rows, accuracy }: Shifted,
  line: LogitLine | null,
  baseline: Shifted | undefined,
): Promise<Figures> {
  const { n } = rows
  const shiftedOf = (means: Float64Array): number => means[1] as number
  const clean = proportion(Math.round(accuracy.clean * n), n)
  const shifted = await measuredOf(rows, shiftedOf)
  if (!clean || !shifted) throw new Error('A run without images has no effective robustness.')
  const effective =
    line &&
    (await measuredOf(rows, (means) =>
      effectiveRobustness(line, { clean: means[0] as number, shifted: shiftedOf(means), n }),
    ))
  const isOther = baseline && baseline.measured.run.id !== measured.run.id
  const isSameData = baseline?.measured.run.dataset === measured.run.dataset
  return { clean, shifted, effective, relative: isOther && isSameData ? await relativeTo(read, shift, baseline) : null }
}

/** Over the images that both saw. */
async function relativeTo(
  read: ColumnReader,
  shift: readonly StoredEvaluation[],
  baseline: Shifted,
): Promise<Measured | null> {
  const rows = imageColumns([await read(shift), await read(baseline.shift)])
  return measuredOf(rows, ([own, reference]) => (own as number) - (reference as number))
}
