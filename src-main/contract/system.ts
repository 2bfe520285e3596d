import { z } from 'zod'
import { Catalog } from './catalog.ts'
import { call, event } from './define.ts'

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
})
export type EngineStatus = z.output<typeof EngineStatus>

export const Progress = z.object({
  /** Run or evaluation that the job works for. */
  subject: z.string(),
  kind: z.enum(['train', 'evaluate', 'import']),
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

export const system = {
  info: call(z.object({}), SystemInfo),
  catalog: call(z.object({}), Catalog),
  /** Ends the host after its jobs were asked to stop. */
  shutdown: call(z.object({}), z.null()),
  engineChanged: event(EngineStatus),
  progress: event(Progress),
}
