import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError, type SheetFormat } from '../../../contract/index.ts'
import { datasetOf } from '../../services/evaluations.ts'
import { findRun } from '../../services/runs.ts'
import { tellTask } from '../../tasks.ts'
import { unfinishedPath } from '../../unfinished.ts'
import { writeWhole } from '../../whole-file.ts'
import type { SheetTools } from '../explain-cells.ts'
import { keysOf } from '../plan-sheet.ts'
import { sheetRows, type ComputedPlan } from '../sheet-rows.ts'
import { linesOf, sideTitles, titleOf, type SheetHead } from './sheet-words.ts'
import { fontFile, openTypeface } from './typeface.ts'
import { writeHtml } from './write-html.ts'
import { writeNpz } from './write-npz.ts'
import { writePdf } from './write-pdf.ts'
import { writePng } from './write-png.ts'

export interface SheetExport {
  readonly title: string
  readonly format: SheetFormat
  /** A file that is not there yet. */
  readonly path: string
}

interface Work {
  readonly task: string
  readonly signal: AbortSignal
}

/**
 * Writes a sheet whose maps are computed, or two of the same images and methods beside each other, as {@link writeWhole}
 * does. Returns its bytes.
 */
export async function exportSheet(
  tools: SheetTools,
  plans: readonly [ComputedPlan, ...ComputedPlan[]],
  { title, format, path }: SheetExport,
  work: Work,
): Promise<number> {
  const { context } = tools
  const [{ plan: first }] = plans
  const named = plans.map(({ plan }) => ({ plan, run: findRun(context, plan.evaluation.run) }))
  const { classes, shape } = datasetOf(context, findRun(context, first.evaluation.run))
  const names = classes.map(({ name }) => name)
  const head: SheetHead = {
    ...{ title, shape, names, sides: sideTitles(named), columns: first.methods.map(titleOf) },
    lines: linesOf(named, names, { date: new Date(context.now()), isScored: isScored(tools, plans) }),
  }
  const count = first.images.length
  const rows = told(sheetRows(tools, plans, work), (done) =>
    tellTask(context, work.task, { done, total: count, note: `writing ${format}` }),
  )
  const resources = join(context.programFolder, 'resources')
  const folder = unfinishedPath(path)
  try {
    await writeWhole(path, async (file, unfinished) => {
      if (format === 'html') return writeHtml(file, head, rows)
      if (format === 'npz') return writeNpz(file, head, { rows, count })
      const typeface = openTypeface(resources)
      const printed = { head: typeface.head(head), rows: mapped(rows, typeface.row) }
      if (format === 'pdf') return writePdf(file, printed.head, printed.rows, fontFile(resources))
      return writePng(unfinished, printed.head, { rows: printed.rows, count, font: typeface.font, folder })
    })
    return (await stat(path)).size
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Whether any map of these plans has a score. */
const isScored = ({ context }: SheetTools, plans: readonly ComputedPlan[]): boolean =>
  plans.some(({ plan }) =>
    plan.images.some((image) => {
      const keys = keysOf(context, plan, image, plan.input)
      return !(keys instanceof AppError) && keys.some((key) => context.store.mapScores.get(key, { hasCurves: false }))
    }),
  )

async function* mapped<T, R>(rows: AsyncIterable<T>, change: (row: T) => R): AsyncGenerator<R> {
  for await (const row of rows) yield change(row)
}

async function* told<T>(rows: AsyncIterable<T>, tell: (done: number) => void): AsyncGenerator<T> {
  let done = 0
  for await (const row of rows) {
    yield row
    done++
    if (done % 32 === 0) tell(done)
  }
}
