import { z } from 'zod'
import { Bytes } from './bytes.ts'
import { call } from './define.ts'
import { Drawing } from './drawing.ts'
import { MethodChoice } from './method.ts'
import { RunId } from './runs.ts'
import { Task } from './tasks.ts'

/** Parts of a report, in the order in which they stand, with their titles for those who choose. */
export const reportSections = {
  summary: 'Summary table',
  curves: 'Overfitting and gap curves',
  conditions: 'Conditions, intervals, paired tests',
  epsilon: 'Accuracy versus epsilon',
  checks: 'Robustness checks',
  measures: 'Measures, calibration',
  images: 'Misclassified images',
  configurations: 'Configurations: what differs',
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

/** What no program knows of a paper; what is left out is for a person to fill in. */
export const RobustBenchFacts = z.object({
  name: z.string().optional(),
  authors: z.string().optional(),
  link: z.string().optional(),
  venue: z.string().optional(),
  year: z.int().optional(),
})
export type RobustBenchFacts = z.output<typeof RobustBenchFacts>

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
      /** Saliency methods whose maps of these images are computed where they are not there yet. */
      maps: z.array(MethodChoice).max(4).default([]),
      title: z.string().trim().min(1).max(200).optional(),
      /** A file that is not there yet. */
      path: z.string().optional(),
    }),
    WrittenReport,
  ),
  /**
   * An entry of RobustBench's `model_info` as JSON, and where it belongs there. Throws `invalid-input` where the run was
   * not evaluated clean and under AutoAttack's standard version.
   */
  robustBench: call(
    z.object({ run: RunId, facts: RobustBenchFacts.default({}) }),
    z.object({ place: z.string(), text: z.string() }),
  ),
  /** A model card of a kept checkpoint, in Markdown, and what its file is called. */
  modelCard: call(z.object({ checkpoint: z.int() }), z.object({ name: z.string(), text: z.string() })),
  /** A drawing as PDF: lines and letters as such, its typeface embedded. */
  drawing: call(Drawing, Bytes),
}
