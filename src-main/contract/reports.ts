import { z } from 'zod'
import { Bytes } from './bytes.ts'
import { call } from './define.ts'
import { Drawing } from './drawing.ts'
import { RunId } from './runs.ts'
import { Task } from './tasks.ts'

/** Parts of a report, in the order in which they stand, with their titles for those who choose. */
export const reportSections = {
  summary: 'Summary table',
  curves: 'Overfitting, gap and loss curves',
  conditions: 'Conditions, with intervals and paired tests',
  epsilon: 'Accuracy versus epsilon',
  checks: 'Robustness checks',
  measures: 'Measures: gaps, attack success, corruptions, calibration',
  images: 'Misclassified images',
  configurations: 'Configurations, only differences',
  method: 'Method and versions',
} as const
export const ReportSection = z.enum(Object.keys(reportSections) as [keyof typeof reportSections])
export type ReportSection = z.output<typeof ReportSection>

export const WrittenReport = z.object({
  path: z.string(),
  /** For `exportedFiles.read`, where it lies among the workspace's exports. */
  name: z.string(),
  bytes: z.int(),
  sections: z.array(ReportSection),
})
export type WrittenReport = z.output<typeof WrittenReport>

export const reports = {
  /**
   * Writes runs as one HTML file that needs nothing else, into the workspace's exports or where it is told. Nothing is
   * computed for it but the maps that are asked for.
   */
  write: call(
    z.object({
      task: Task,
      runs: z.array(RunId).min(1).max(100),
      /** The run that others are held against; the first where none is named. */
      baseline: RunId.optional(),
      sections: z.array(ReportSection).min(1).optional(),
      /** Misclassified images of each run. */
      images: z.int().min(0).max(100).default(8),
      title: z.string().trim().min(1).max(200).optional(),
      /** A file that is not there yet. */
      path: z.string().optional(),
    }),
    WrittenReport,
  ),
  /** A drawing as PDF: lines and letters as such, its typeface embedded. */
  drawing: call(Drawing, Bytes),
}
