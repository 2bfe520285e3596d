import { z } from 'zod'
import { Catalog } from './catalog.ts'
import { call, event } from './define.ts'
import { Task } from './tasks.ts'

/** What a lane's engine computes with. */
export const EngineStatus = z.object({
  lane: z.enum(['training', 'interactive']),
  /** paused: engines crashed again and again, `note` says what to do; the queue waits for a launch or a resume. */
  state: z.enum(['starting', 'ready', 'busy', 'stopped', 'paused']),
  /** `tensorflow` or `javascript`; null before the first engine was ready. */
  backend: z.string().nullable(),
  device: z.string().nullable(),
  /** Why this backend, in a sentence, e.g. that the JavaScript backend is about 100 times slower. */
  note: z.string().nullable(),
  /** Since when its process gave no sign of life (ms since 1970); null or absent while it does, as every second. */
  silentSince: z.number().nullable().optional(),
})
export type EngineStatus = z.output<typeof EngineStatus>

export const Progress = z.object({
  /** Run, evaluation, path of an import, or task of the interactive lane. */
  subject: z.string(),
  kind: z.enum(['train', 'evaluate', 'import', 'task']),
  done: z.number(),
  total: z.number(),
  /** Images per second of late, where it applies. */
  rate: z.number().nullable(),
  note: z.string(),
})
export type Progress = z.output<typeof Progress>

export const SystemInfo = z.object({
  version: z.string(),
  workspace: z.string(),
  node: z.string(),
  engines: z.array(EngineStatus),
  queued: z.int(),
  /** The folder below which this client may import data; null: from nowhere, absent: from anywhere. */
  dataRoot: z.string().nullable().optional(),
  /** What the host's machine is called; absent where it is of an older version, as is `protocol`. */
  machine: z.string().optional(),
  /** `protocolVersion` of the host. */
  protocol: z.int().optional(),
})
export type SystemInfo = z.output<typeof SystemInfo>

/** One thing the doctor looked for. */
export const DoctorRow = z.object({
  subject: z.string(),
  status: z.enum(['ok', 'missing', 'unused', 'problem']),
  found: z.string(),
  /** What to do, or why this one is used or not. */
  note: z.string(),
})
export const DoctorReport = z.object({
  backend: z.enum(['tensorflow', 'javascript']),
  reason: z.string(),
  rows: z.array(DoctorRow),
})
export type DoctorRow = z.output<typeof DoctorRow>
export type DoctorReport = z.output<typeof DoctorReport>

/** A TensorFlow that can be installed on request. */
export const RuntimeOffer = z.object({
  device: z.enum(['cpu', 'gpu']),
  title: z.string(),
  /** What a fetch of it downloads. */
  downloadBytes: z.int(),
  isInstalled: z.boolean(),
  /** Whether engines that start now compute with it. */
  isUsed: z.boolean(),
  /** Where it lies, and why it is of no use here; empty where there is nothing to say. */
  note: z.string(),
})
export type RuntimeOffer = z.output<typeof RuntimeOffer>

/** Priorities of jobs that have a name. */
export const priorityLevels = { high: 1, normal: 0, low: -1 } as const

/** One job of the training lane. The queue is its queued jobs in this order. */
export const QueuedJob = z.object({
  id: z.int(),
  kind: z.enum(['train', 'evaluate']),
  run: z.string(),
  evaluation: z.string().nullable(),
  state: z.enum(['queued', 'running']),
  /** Higher goes first, whenever it came; 0 where nobody said otherwise. */
  priority: z.int(),
})
export type QueuedJob = z.output<typeof QueuedJob>

/** What the machine does just now; sent every two seconds while a job runs. */
export const Load = z.object({
  at: z.number(),
  /** Share of all cores, in [0, 1]. */
  cpu: z.number(),
  memoryBytes: z.int(),
  memoryTotalBytes: z.int(),
  /** Resident memory of the training lane's engine; null where none runs. */
  engineBytes: z.int().nullable(),
})
export type Load = z.output<typeof Load>

export const LogLine = z.object({
  at: z.number(),
  level: z.enum(['debug', 'info', 'warning', 'error']),
  text: z.string(),
  /** The run it speaks of. */
  run: z.string().nullable(),
})
export type LogLine = z.output<typeof LogLine>

/** What the workspace takes on disk, by kind. */
export const StorageRow = z.object({
  kind: z.enum([
    'database',
    'copies',
    'checkpoints',
    'trash',
    'datasets',
    'weights',
    'exports',
    'explanations',
    'logs',
  ]),
  title: z.string(),
  count: z.int(),
  bytes: z.int(),
})
export type StorageRow = z.output<typeof StorageRow>

/** Settings that change what the host does. */
export const Settings = z.object({
  /** A folder that holds libtensorflow, before every other source; null: look for it. Used from the next start on. */
  tensorflow: z.string().nullable(),
  /** TensorFlow threads of the interactive lane while a training runs; from its engine's next start on. */
  interactiveThreads: z.int().min(1).max(64),
})
export type Settings = z.output<typeof Settings>

export const system = {
  info: call(z.object({}), SystemInfo),
  catalog: call(z.object({}), Catalog),
  doctor: call(z.object({}), DoctorReport),
  runtimes: call(z.object({}), z.array(RuntimeOffer)),
  /** Installs one from a folder or zip of its wheels, or where `from` is null by a download, which nothing else starts. */
  installRuntime: call(
    z.object({ device: RuntimeOffer.shape.device, from: z.string().nullable(), task: Task }),
    z.array(RuntimeOffer),
  ),
  /** Ends the host after its jobs were asked to stop. */
  shutdown: call(z.object({}), z.null()),
  queue: call(z.object({}), z.array(QueuedJob)),
  /** Puts a queued job before another one, or at the end; it takes the priority of the jobs that it then stands among. */
  moveJob: call(z.object({ id: z.int(), before: z.int().nullable() }), z.array(QueuedJob)),
  /**
   * Gives queued jobs a priority, evaluations that wait for a training of these with it. They go behind the others of that
   * priority. What runs goes on.
   */
  setPriority: call(
    z.object({ ids: z.array(z.int()).min(1).max(100_000), priority: z.int().min(-100).max(100) }),
    z.array(QueuedJob),
  ),
  storage: call(z.object({}), z.array(StorageRow)),
  /** Deletes all files that were exported into the workspace, for good. */
  emptyExports: call(z.object({}), z.object({ files: z.int(), bytes: z.int() })),
  settings: call(z.object({}), Settings),
  setSettings: call(Settings.partial(), Settings),
  /** What an interface wants to find again after a restart, by a name of its own (columns, sizes, saved filters). */
  preferences: call(z.object({}), z.record(z.string(), z.unknown())),
  setPreference: call(z.object({ key: z.string().min(1).max(200), value: z.unknown() }), z.null()),
  /** The newest lines, oldest first. */
  log: call(
    z.object({ limit: z.int().min(1).max(10_000).default(1000), run: z.string().optional() }),
    z.array(LogLine),
  ),
  /** A line of the log from a client that keeps none of its own: the window tells so what happened to it. */
  note: call(z.object({ level: z.enum(['info', 'warning', 'error']), text: z.string().min(1).max(2000) }), z.null()),
  logged: event(LogLine),
  engineChanged: event(EngineStatus),
  queueChanged: event(z.array(QueuedJob)),
  loadMeasured: event(Load),
  progress: event(Progress),
}
