import { z } from 'zod'
import { call, event } from './define.ts'
import { ExperimentConfig, RunConfig } from './run-config.ts'

export const RunId = z.string().min(1).max(64)

/** crashed: the engine died; interrupted: the host died. Both keep their rows and can be resumed. */
export const runStates = [
  'queued',
  'preparing',
  'running',
  'paused',
  'done',
  'cancelled',
  'failed',
  'crashed',
  'interrupted',
] as const
export const RunState = z.enum(runStates)
export type RunState = z.output<typeof RunState>

/** One training and where it stands. Times are ms since 1970, UTC. */
export const Run = z.object({
  id: RunId,
  experimentId: z.string(),
  name: z.string(),
  /** Index of the run's colour, given in order and kept for ever. */
  color: z.int(),
  state: RunState,
  /** A sentence: why the run is in this state, where there is something to say. */
  reason: z.string().nullable(),
  config: RunConfig,
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  finishedAt: z.number().nullable(),
  step: z.int(),
  stepsTotal: z.int().nullable(),
  epoch: z.int(),
  /** The newest value of every metric, by name. */
  latest: z.record(z.string(), z.number()),
  bestValidationAccuracy: z.number().nullable(),
  bestEpoch: z.int().nullable(),
  parameters: z.int().nullable(),
  /** Whether a checkpoint exists from which Resume goes on. */
  isResumable: z.boolean(),
})
export type Run = z.output<typeof Run>

export const Experiment = z.object({
  id: z.string(),
  name: z.string(),
  config: ExperimentConfig,
  createdAt: z.number(),
  runs: z.array(RunId),
})
export type Experiment = z.output<typeof Experiment>

/** One value of one metric. `step` counts optimizer steps from 1; `epoch` is the number of whole epochs done. */
export const MetricPoint = z.object({ name: z.string(), step: z.int(), epoch: z.number(), value: z.number() })
export type MetricPoint = z.output<typeof MetricPoint>

/** Something that happened in a run, with its reason. */
export const RunEvent = z.object({
  run: RunId,
  step: z.int(),
  kind: z.enum(['started', 'rate-drop', 'early-stop', 'resume', 'not-a-number', 'checkpoint', 'warning', 'ended']),
  message: z.string(),
  at: z.number(),
})
export type RunEvent = z.output<typeof RunEvent>

export const Checkpoint = z.object({
  id: z.int(),
  run: RunId,
  kind: z.enum(['last', 'best']),
  step: z.int(),
  epoch: z.int(),
  /** Relative to the workspace. */
  path: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  createdAt: z.number(),
})
export type Checkpoint = z.output<typeof Checkpoint>

export const Preset = z.object({ id: z.string(), title: z.string(), summary: z.string(), config: ExperimentConfig })
export type Preset = z.output<typeof Preset>

const byRun = z.object({ id: RunId })

export const runs = {
  list: call(
    z.object({ experiment: z.string().optional(), limit: z.int().min(1).max(10_000).default(1000) }),
    z.array(Run),
  ),
  get: call(byRun, Run),
  /** Finishes the step, writes a checkpoint, leaves the run resumable. `now` ends the engine at once. */
  cancel: call(z.object({ id: RunId, now: z.boolean().default(false) }), z.null()),
  resume: call(byRun, Run),
  metrics: call(z.object({ id: RunId, names: z.array(z.string()).optional() }), z.array(MetricPoint)),
  events: call(byRun, z.array(RunEvent)),
  checkpoints: call(byRun, z.array(Checkpoint)),
  changed: event(Run),
  points: event(z.object({ run: RunId, points: z.array(MetricPoint) })),
  happened: event(RunEvent),
}

export const experiments = {
  /** Checks every run against catalog and dataset, stores them and queues training and evaluation. */
  launch: call(ExperimentConfig, Experiment),
  list: call(z.object({}), z.array(Experiment)),
  get: call(z.object({ id: z.string() }), Experiment),
  presets: call(z.object({}), z.array(Preset)),
  changed: event(Experiment),
}
