import { join } from 'node:path'
import type { Drawing, UnseenFamilies } from '../../contract/index.ts'
import type { Caller } from '../caller.ts'
import type { HostContext } from '../context.ts'
import { writeReport, type ReportRequest } from '../reports/write-report.ts'
import { drawingPdf } from '../reports/drawing-pdf.ts'
import type { Tasks } from '../tasks.ts'

interface Tools {
  readonly context: HostContext
  readonly tasks: Tasks
  compareUnseen(runs: readonly string[], baseline?: string): Promise<UnseenFamilies>
}

/** What leaves the program for readers who do not have it. */
export function createReports({ tasks, ...tools }: Tools) {
  return {
    write: ({ task, ...request }: ReportRequest & { readonly task: string }, caller: Caller = {}) =>
      tasks.run(task, (signal) => writeReport(tools, request, caller, signal)),
    drawing: (drawing: Drawing): Promise<Uint8Array<ArrayBuffer>> =>
      drawingPdf(drawing, join(tools.context.programFolder, 'resources')),
  }
}
