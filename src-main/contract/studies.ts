import { z } from 'zod'
import { call } from './define.ts'
import { MethodChoice } from './method.ts'
import { ExperimentConfig, RunConfig } from './run-config.ts'
import { RunId, RunState } from './runs.ts'

/** Experiments whose outcome is judged claim by claim. Their runs carry the study's id as a tag. */
export const StudyId = z.enum([
  'chen-2020',
  'overfitting-study',
  'robust-training',
  'goodfellow-logistic',
  'goodfellow-maxout',
])
export type StudyId = z.output<typeof StudyId>

/** `not tested here`: what it is about was not run, or not measured. */
export const Verdict = z.enum(['holds', 'does not hold', 'not tested here'])
export type Verdict = z.output<typeof Verdict>

/** One claim of a study beside what was measured. */
export const ClaimResult = z.object({
  id: z.string(),
  /** What the study says. */
  claim: z.string(),
  verdict: Verdict,
  /** The figure that was published, as `value`; absent where the claim is without one. */
  published: z.number().optional(),
  /** When it holds, in words. */
  rule: z.string(),
  /** What was measured, in words; how to test it where it was not. */
  finding: z.string(),
  /** The figure that decides; null where there is none. Shares and differences of shares, [−1, 1]. */
  value: z.number().nullable(),
  unit: z.enum(['share', 'share per million parameters']),
  /** 95 %. */
  interval: z.tuple([z.number(), z.number()]).readonly().nullable(),
  /** Images that it rests on. */
  n: z.int().nullable(),
  /** Of the exact McNemar test, adjusted where several conditions are tested. */
  p: z.number().nullable(),
})
export type ClaimResult = z.output<typeof ClaimResult>

/** One run that a study wants, and what the workspace has of it. */
export const StudyRun = z.object({
  config: RunConfig,
  /** The run of this configuration; null where it was never launched. */
  run: RunId.nullable(),
  state: RunState.nullable(),
  /** Whole epochs done. */
  epoch: z.int(),
  /** What a training step passes for each image: passes forward and back, one forward alone counting as a third. */
  passesPerStep: z.number(),
  /** Conditions of the study that it is still to be evaluated under. */
  missingConditions: z.array(
    z.object({
      condition: z.string(),
      images: z.int(),
      /**
       * Passes of each image, as above: what is likely, and the most. They differ where an attack leaves out images that
       * are misclassified already.
       */
      passes: z.object({ likely: z.number(), most: z.number() }),
    }),
  ),
})
export type StudyRun = z.output<typeof StudyRun>

export const StudyPlan = z.object({
  runs: z.array(StudyRun),
  conditions: z.array(z.string()),
  /** Whether every run is done, and evaluated under every condition. */
  isFinished: z.boolean(),
})
export type StudyPlan = z.output<typeof StudyPlan>

/** The study's page in three forms. */
export const StudyReport = z.object({
  study: StudyId,
  title: z.string(),
  claims: z.array(ClaimResult),
  /** One file that needs nothing else. */
  html: z.string(),
  markdown: z.string(),
  /** Markdown without curves and configurations, its title a heading of the second level: for a larger text. */
  summary: z.string(),
})
export type StudyReport = z.output<typeof StudyReport>

/** A run in a study's figure, with the evaluations (of one checkpoint) that its images come from. */
export const FigureSubject = z.object({
  run: RunId,
  /** The newest one that was evaluated as images are; null: none was. */
  checkpoint: z.int().nullable(),
  clean: z.string().nullable(),
  /** Under `attack`; null: not evaluated under it. */
  attacked: z.string().nullable(),
  attack: MethodChoice,
})
export type FigureSubject = z.output<typeof FigureSubject>

/** What a study's figure shows of some runs: an image of each class, as it is and attacked, with these maps. */
export const StudyFigure = z.object({
  title: z.string(),
  dataset: z.string(),
  /** The study's classes by their words; null where the dataset has none of that word. */
  classes: z.array(z.object({ word: z.string(), class: z.int().nullable() })),
  maps: z.array(MethodChoice),
  /** Those of the first run's dataset. */
  subjects: z.array(FigureSubject),
})
export type StudyFigure = z.output<typeof StudyFigure>

const Wanted = z.object({ study: StudyId, config: ExperimentConfig })

export const studies = {
  /**
   * What the workspace has of a study; nothing is launched. A run counts where its whole configuration but for the name
   * is the same.
   */
  plan: call(Wanted, StudyPlan),
  /** Launches what is missing, and goes on with what ended early. */
  start: call(Wanted, z.object({ runs: z.array(RunId) })),
  /** Judges what is there by now. */
  report: call(Wanted, StudyReport),
  /** What Chen 2020's figure shows of these runs. Nothing is computed. */
  figure: call(z.object({ runs: z.array(RunId).min(1).max(100) }), StudyFigure),
}
