import { z } from 'zod'
import { call, event } from './define.ts'
import { SeenFamily } from './families.ts'
import { ImportedFrom } from './imported-runs.ts'
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

/** Whether a run waits for its turn or is being computed. */
export const isUnderWay = (state: RunState): boolean =>
  state === 'queued' || state === 'preparing' || state === 'running'
/** Whether it has not ended: it is under way, or paused. */
export const isActive = (state: RunState): boolean => isUnderWay(state) || state === 'paused'

/** Where a run that was computed elsewhere comes from. */
export const Arrival = z.object({
  /** Host name, processor or card; null where that is not known. */
  machine: z.string().nullable(),
  /** Version of the program that computed it; null where that is not known. */
  program: z.string().nullable(),
  /** The folder that it was merged from. */
  folder: z.string(),
  mergedAt: z.number(),
})
export type Arrival = z.output<typeof Arrival>

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
  /** The imported dataset that it trains on; null where the run was trained elsewhere. */
  dataset: z.string().nullable(),
  createdAt: z.number(),
  startedAt: z.number().nullable(),
  finishedAt: z.number().nullable(),
  step: z.int(),
  stepsTotal: z.int().nullable(),
  epoch: z.int(),
  /** The newest value of every metric, by name. */
  latest: z.record(z.string(), z.number()),
  /** The best value of every metric of an epoch, by name: the largest accuracy, the smallest loss. */
  best: z.record(z.string(), z.object({ value: z.number(), epoch: z.number() })),
  parameters: z.int().nullable(),
  /** Whether a checkpoint exists from which Resume goes on. */
  isResumable: z.boolean(),
  tags: z.array(z.string()),
  note: z.string(),
  isArchived: z.boolean(),
  /** When it went to the trash; null where it is not there. */
  trashedAt: z.number().nullable(),
  /** What its checkpoints take on disk. */
  bytes: z.int(),
  /** The checkpoint of another run that it was forked from. */
  origin: z.object({ run: RunId, checkpoint: z.int(), epoch: z.int() }).nullable(),
  /** null where it was computed in this workspace. */
  arrival: Arrival.nullable(),
  /** Perturbations that its training, or that of a run it was forked from, showed the network. */
  seen: z.array(SeenFamily),
  /** Set where it was trained elsewhere: then nothing of `config` is known but its name and number of epochs. */
  imported: ImportedFrom.nullable(),
})
export type Run = z.output<typeof Run>

/** What an import did with one run; `points`: values that were new. */
export const ImportedRun = z.object({ run: Run, isNew: z.boolean(), points: z.int() })
export type ImportedRun = z.output<typeof ImportedRun>

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
/** Neighbouring points as one: `value` is their mean, `low` and `high` their smallest and largest value. */
export const ReducedPoint = MetricPoint.extend({ low: z.number().optional(), high: z.number().optional() })
export type ReducedPoint = z.output<typeof ReducedPoint>
export type MetricPoint = z.output<typeof MetricPoint>

/** Whether more or less of a metric of an epoch is better; null for metrics of a step, and where neither is. */
export function betterValue(name: string): 'larger' | 'smaller' | null {
  const [, what] = /(?:^|-)(?:train|validation)-(accuracy|loss)$/.exec(name) ?? []
  return what === undefined ? null : what === 'accuracy' ? 'larger' : 'smaller'
}

/** A block of the network, how many weights (scalars) it has, and whether it is trained. */
export const BlockState = z.object({ name: z.string(), parameters: z.int(), isTrained: z.boolean() })
export type BlockState = z.output<typeof BlockState>

/** Something that happened in a run, with its reason. */
export const RunEvent = z.object({
  run: RunId,
  step: z.int(),
  kind: z.enum([
    'started',
    'rate-drop',
    'unfreezing',
    'early-stop',
    /** A rule of its experiment ended it, or kept it from beginning. */
    'stop-rule',
    'resume',
    'not-a-number',
    'catastrophic-overfitting',
    'robust-overfitting',
    'checkpoint',
    'warning',
    'ended',
  ]),
  message: z.string(),
  /**
   * Of an `unfreezing`: at the start of a run that freezes something, all blocks from input to head; later those that
   * are trained from then on.
   */
  blocks: z.array(BlockState).readonly().optional(),
  at: z.number(),
})
export type RunEvent = z.output<typeof RunEvent>

/**
 * What a checkpoint is kept as. `best`: the epoch that is best by what early stopping watches, without it by validation
 * accuracy. Of `best-clean` and `best-robust` a run has the one that `best` is not. `epoch`: one of every so many.
 */
export const CheckpointKind = z.enum(['last', 'best', 'best-clean', 'best-robust', 'epoch'])
export type CheckpointKind = z.output<typeof CheckpointKind>
/** Kinds that a run keeps one checkpoint of. */
export const SingleKind = CheckpointKind.exclude(['epoch'])
export type SingleKind = z.output<typeof SingleKind>

/** Whether the best epoch is the one of the best accuracy under attack. */
export function isBestRobust({ earlyStopping }: Pick<RunConfig, 'earlyStopping'>): boolean {
  return earlyStopping?.monitor === 'attacked-validation-accuracy'
}

/** Why a checkpoint is kept, in two or three words. */
export function reasonKept(kind: CheckpointKind, config: Pick<RunConfig, 'earlyStopping' | 'checkpoints'>): string {
  switch (kind) {
    case 'last':
      return 'resume point'
    case 'best':
      return isBestRobust(config) ? 'best robust' : 'best clean'
    case 'best-clean':
      return 'best clean'
    case 'best-robust':
      return 'best robust'
    case 'epoch': {
      const { everyEpochs } = config.checkpoints
      return everyEpochs === null || everyEpochs === 1 ? 'every epoch' : `every ${everyEpochs} epochs`
    }
  }
}

export const Checkpoint = z.object({
  id: z.int(),
  run: RunId,
  kind: CheckpointKind,
  step: z.int(),
  epoch: z.int(),
  /** Relative to the workspace. */
  path: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  createdAt: z.number(),
})
export type Checkpoint = z.output<typeof Checkpoint>

export const Preset = z.object({
  id: z.string(),
  title: z.string(),
  summary: z.string(),
  config: ExperimentConfig,
  /** Whether it came with the program; the others are the user's own. */
  isShipped: z.boolean(),
})
export type Preset = z.output<typeof Preset>

const byRun = z.object({ id: RunId })
const Tag = z.string().trim().min(1).max(60)

export const runs = {
  list: call(
    z.object({ experiment: z.string().optional(), limit: z.int().min(1).max(10_000).default(10_000) }),
    z.array(Run),
  ),
  get: call(byRun, Run),
  /** Finishes the step, writes a checkpoint, leaves the run resumable. `now` ends the engine at once. */
  cancel: call(z.object({ id: RunId, now: z.boolean().default(false) }), z.null()),
  resume: call(byRun, Run),
  /** As cancel, but the run is `paused` and its evaluations wait: the lane goes on with the next job. */
  pause: call(byRun, z.null()),
  /**
   * A new run of the same experiment that starts from a kept checkpoint of this one; `changes` override its
   * configuration field by field, as a run's own fields override an experiment's `base`.
   *
   * Where the optimizer is the same method with the same slots, the fork goes on: optimizer slots, count of epochs and,
   * where schedule or freezing policy is unchanged, what it remembers are the checkpoint's (Lightning's
   * `fit(ckpt_path=…)`), and `epochs` is the whole, those done before included.
   * But the learning rate and everything else come from the new configuration, which Lightning's checkpoint would
   * override, and a checkpoint from the midst of an epoch goes on at that epoch's start where the batches are others.
   * With another optimizer only the weights are taken, and training starts at epoch 0 (`load_from_checkpoint`). The best
   * epoch and early stopping begin anew in either case. The architecture, image shape and classes must stay.
   */
  fork: call(z.object({ id: RunId, checkpoint: z.int(), changes: z.record(z.string(), z.unknown()).default({}) }), Run),
  /** Tags, note, archive and trash of several runs at once. What is left out stays as it is. */
  annotate: call(
    z.object({
      ids: z.array(RunId).min(1).max(10_000),
      addTags: z.array(Tag).max(100).default([]),
      removeTags: z.array(z.string()).max(100).default([]),
      note: z.string().max(100_000).optional(),
      isArchived: z.boolean().optional(),
      isTrashed: z.boolean().optional(),
    }),
    z.array(Run),
  ),
  /** With `maxPoints`, a series that has more of them comes reduced; without, every point comes as it was written. */
  metrics: call(
    z.object({
      id: RunId,
      names: z.array(z.string()).optional(),
      maxPoints: z.int().min(10).max(100_000).optional(),
    }),
    z.array(ReducedPoint),
  ),
  events: call(byRun, z.array(RunEvent)),
  /**
   * Takes in the logs of other programs as runs that are done: a file, or all below a folder. A run that is here already
   * gets what is new; `notes` names files that were no logs, and runs that were left in the trash.
   */
  import: call(
    z.object({ path: z.string().min(1) }),
    z.object({ runs: z.array(ImportedRun), notes: z.array(z.string()) }),
  ),
  checkpoints: call(byRun, z.array(Checkpoint)),
  changed: event(Run),
  /** These runs are gone for good. */
  removed: event(z.object({ ids: z.array(RunId) })),
  points: event(z.object({ run: RunId, points: z.array(MetricPoint) })),
  happened: event(RunEvent),
}
