import { mkdir, open, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ComputedSheet, SheetFormat } from '../../../contract/index.ts'
import { isFileError } from '../../is-file-error.ts'
import { datasetOf } from '../../services/evaluations.ts'
import { findRun } from '../../services/runs.ts'
import { tellTask } from '../../tasks.ts'
import { unfinishedPath } from '../../unfinished.ts'
import { putInPlace, unwritable } from '../../weights/export/export-checkpoint.ts'
import type { SheetTools } from '../explain-cells.ts'
import type { SheetPlan } from '../plan-sheet.ts'
import { sheetRows } from '../sheet-rows.ts'
import { linesOf, titleOf, type SheetHead } from './sheet-words.ts'
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
  readonly failures: ComputedSheet['failures']
}

/**
 * Writes a sheet whose maps are computed, whole under its name or not at all. Returns its bytes. Throws `conflict` where
 * there is something of that name, `not-found` where it cannot be written.
 */
export async function exportSheet(
  tools: SheetTools,
  plan: SheetPlan,
  { title, format, path }: SheetExport,
  work: Work,
): Promise<number> {
  const { context } = tools
  const run = findRun(context, plan.evaluation.run)
  const { classes, shape } = datasetOf(context, run)
  const head: SheetHead = {
    ...{ title, shape, lines: linesOf(plan, run, new Date(context.now())), columns: plan.methods.map(titleOf) },
    names: classes.map(({ name }) => name),
  }
  const count = plan.images.length
  const rows = told(sheetRows(tools, plan, work), (done) =>
    tellTask(context, work.task, { done, total: count, note: `writing ${format}` }),
  )
  const resources = join(context.programFolder, 'resources')
  const unfinished = unfinishedPath(path)
  try {
    await mkdir(dirname(path), { recursive: true })
    if (format === 'pdf') await writePdf(unfinished, head, rows, resources)
    else if (format === 'png') await writePng(unfinished, head, { rows, count, resources })
    else {
      const file = await open(unfinished, 'wx+')
      try {
        if (format === 'html') await writeHtml(file, head, rows)
        else await writeNpz(file, head, { rows, count })
        await file.sync()
      } finally {
        await file.close()
      }
    }
    await putInPlace(unfinished, path)
    return (await stat(path)).size
  } catch (error) {
    throw isFileError(error) ? unwritable(path, error) : error
  } finally {
    await rm(unfinished, { force: true })
  }
}

async function* told<T>(rows: AsyncIterable<T>, tell: (done: number) => void): AsyncGenerator<T> {
  let done = 0
  for await (const row of rows) {
    yield row
    done++
    if (done % 32 === 0) tell(done)
  }
}
