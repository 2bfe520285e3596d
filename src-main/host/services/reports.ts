import { join } from 'node:path'
import {
  GalleryQuery,
  type Drawing,
  type MethodChoice,
  type RobustBenchFacts,
  type UnseenFamilies,
} from '../../contract/index.ts'
import type { Caller } from '../caller.ts'
import type { HostContext } from '../context.ts'
import { modelCard } from '../reports/model-card.ts'
import { robustBenchFile } from '../reports/robust-bench.ts'
import { writeReport, type ReportRequest } from '../reports/write-report.ts'
import { drawingPdf } from '../reports/drawing-pdf.ts'
import type { Tasks } from '../tasks.ts'
import type { createSheets } from './sheets.ts'

interface Tools {
  readonly context: HostContext
  readonly tasks: Tasks
  readonly sheets: Pick<ReturnType<typeof createSheets>, 'compute'>
  compareUnseen(runs: readonly string[], baseline?: string): Promise<UnseenFamilies>
}

/** What leaves the program for readers who do not have it. */
export function createReports({ tasks, sheets, ...tools }: Tools) {
  return {
    write: ({ task, ...request }: ReportRequest & { readonly task: string }, caller: Caller = {}) =>
      tasks.run(task, (signal) => {
        const computeMaps = async (evaluation: string, images: readonly number[], methods: readonly MethodChoice[]) => {
          const question = GalleryQuery.parse({ evaluation, outcome: 'all', images })
          const { failures } = await sheets.compute({
            task,
            hasCurves: false,
            question,
            methods: [...methods],
            target: 'predicted',
          })
          signal.throwIfAborted()
          return failures[0]?.error.message ?? null
        }
        return writeReport({ ...tools, computeMaps }, request, caller, signal)
      }),
    robustBench({ run, facts }: { readonly run: string; readonly facts: RobustBenchFacts }) {
      const { place, entry } = robustBenchFile(tools.context, run, facts)
      return { place, text: `${JSON.stringify(entry, null, 2)}\n` }
    },
    modelCard: ({ checkpoint }: { readonly checkpoint: number }) => modelCard(tools.context, checkpoint),
    drawing: (drawing: Drawing): Promise<Uint8Array<ArrayBuffer>> =>
      drawingPdf(drawing, join(tools.context.programFolder, 'resources')),
  }
}
