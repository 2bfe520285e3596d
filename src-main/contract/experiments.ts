import { z } from 'zod'
import { Bytes } from './bytes.ts'
import { call, event } from './define.ts'
import { ExperimentConfig, RunConfig } from './run-config.ts'
import { Experiment, Preset } from './runs.ts'
import { Task } from './tasks.ts'

/** Something that stands in the way of a launch (`error`), or that a careful person would want to know (`warning`). */
export const Problem = z.object({
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  hint: z.string().nullable(),
  /**
   * The setting of a run it is about, as `--set` names it, e.g. `optimizer.params.learningRate` or
   * `augmentations.0.params.sigma`; one of the experiment's own begins with `conditions` or `runs`. null where it is none.
   */
  path: z.string().nullable(),
  /**
   * Sets `path` to `value` in every run that the problem is about (undefined takes the setting out); `label` is a
   * button's text, e.g. "Set batch to 64".
   */
  fix: z.object({ label: z.string(), path: z.string(), value: z.unknown() }).nullable(),
})
export type Problem = z.output<typeof Problem>

/** What a run will cost on this machine, from a probe of a few steps. */
export const Estimate = z.object({
  parameters: z.int(),
  stepsPerEpoch: z.int(),
  imagesPerSecond: z.number(),
  epochSeconds: z.number(),
  /** The monitor's passes after an epoch. */
  monitorSeconds: z.number(),
  /** Images of its panels, and the most passes that its attack makes of each, forward and back again or forward alone. */
  monitor: z.object({
    trainImages: z.int(),
    validationImages: z.int(),
    gradients: z.int(),
    forwards: z.int(),
  }),
  runSeconds: z.number(),
  /** Resident memory of the engine at its peak; null where it was not measured. */
  peakBytes: z.int().nullable(),
  freeBytes: z.int(),
  /** What the run's checkpoints will take on disk. */
  diskBytes: z.int(),
  device: z.string(),
})
export type Estimate = z.output<typeof Estimate>

/**
 * Training images as the first steps will see them; all three are uint8 [count, height, width, channels]. Fewer than
 * were asked for where there are no more, or where one answer would hold too many pixels.
 */
export const Preview = z.object({
  shape: z.tuple([z.int(), z.int(), z.int()]),
  images: z.array(z.int()),
  labels: z.array(z.int()),
  plain: Bytes,
  augmented: Bytes,
  /** null where the objective attacks nothing. */
  attacked: Bytes.nullable(),
})
export type Preview = z.output<typeof Preview>

/** Loss against learning rate while the rate rises exponentially (Smith 2017, "Cyclical learning rates"). */
export const RateRange = z.object({
  points: z.array(z.object({ rate: z.number(), loss: z.number() })),
  /** The rate of the steepest descent of the smoothed loss; null where it never fell. */
  suggestion: z.number().nullable(),
})
export type RateRange = z.output<typeof RateRange>

const probe = { task: Task, config: RunConfig }

export const experiments = {
  /** Checks every run against catalog and dataset, stores them and queues training and evaluation. */
  launch: call(ExperimentConfig, Experiment),
  list: call(z.object({}), z.array(Experiment)),
  get: call(z.object({ id: z.string() }), Experiment),
  presets: call(z.object({}), z.array(Preset)),
  savePreset: call(z.object({ title: z.string().trim().min(1).max(120), config: ExperimentConfig }), Preset),
  removePreset: call(z.object({ id: z.string() }), z.null()),
  /** All problems of a configuration, also of one that `launch` would refuse; nothing is written. */
  check: call(z.object({ config: z.unknown() }), z.array(Problem)),
  estimate: call(z.object(probe), Estimate),
  preview: call(z.object({ ...probe, count: z.int().min(1).max(64).default(12) }), Preview),
  rateRange: call(
    z.object({
      ...probe,
      from: z.number().positive().max(100).default(1e-5),
      to: z.number().positive().max(100).default(1),
      steps: z.int().min(10).max(1000).default(100),
    }),
    RateRange,
  ),
  changed: event(Experiment),
}
