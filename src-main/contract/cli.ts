import { z } from 'zod'
import { Comparison } from './comparisons.ts'
import { Evaluation } from './evaluations.ts'
import { Checkpoint, Experiment, MetricPoint, Run, RunEvent, RunId } from './runs.ts'
import { StudyReport } from './studies.ts'
import { Progress } from './system.ts'
import { UnseenFamilies } from './unseen-families.ts'
import { errorCodes } from './wire.ts'

/** How every command ends: 130 is the shell's convention for Ctrl-C. */
export const exitCodes = { done: 0, failed: 1, usage: 2, cancelled: 130 } as const

/** The last line of any command that failed under `--json`. */
export const CliError = z.object({
  type: z.literal('error'),
  error: z.object({ code: z.enum(errorCodes), message: z.string(), hint: z.string().optional() }),
})
export type CliError = z.output<typeof CliError>

/** One line of `run`, `resume`, `evaluate`, `start` and `serve` under `--json`; `comparison` is the last of a run. */
export const CliLine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('experiment'), experiment: Experiment }),
  /** What `sweep` is about to launch, every run by itself; null: what it costs was not measured. */
  z.object({ type: z.literal('sweep'), config: z.unknown(), seconds: z.number().nullable() }),
  z.object({ type: z.literal('run'), run: Run }),
  z.object({ type: z.literal('points'), run: RunId, points: z.array(MetricPoint) }),
  z.object({ type: z.literal('event'), event: RunEvent }),
  z.object({ type: z.literal('progress'), progress: Progress }),
  z.object({ type: z.literal('evaluation'), evaluation: Evaluation }),
  z.object({ type: z.literal('comparison'), comparison: Comparison, unseen: UnseenFamilies }),
  /** The last line of `reproduce`. */
  z.object({
    type: z.literal('report'),
    report: StudyReport.omit({ html: true, markdown: true, summary: true }).extend({ runs: z.array(RunId) }),
    /** Where the page lies. */
    files: z.array(z.string()),
  }),
  /** Where the host listens; the address holds the token. */
  z.object({ type: z.literal('address'), url: z.string() }),
  /** Something a person should know, e.g. why no window opens. */
  z.object({ type: z.literal('note'), message: z.string() }),
  CliError,
])
export type CliLine = z.output<typeof CliLine>

/** The document of `show --json`. */
export const RunDetails = Run.extend({
  events: z.array(RunEvent),
  checkpoints: z.array(Checkpoint),
  evaluations: z.array(Evaluation),
})
export type RunDetails = z.output<typeof RunDetails>
