import type { Emit, EngineStatus } from '../contract/index.ts'
import type { Store } from '../store/store.ts'
import type { Journal } from './journal.ts'
import type { Log } from './log.ts'
import type { Workspace } from './workspace.ts'

/** What the host's functions work with. */
export interface HostContext {
  readonly workspace: Workspace
  /** The folder that holds package.json, out/ and resources/. */
  readonly programFolder: string
  readonly version: string
  /** What this machine is called to others; its own name where it is left out. */
  readonly machine?: string | undefined
  /** The user's own settings, for all workspaces. */
  readonly settingsFile: string
  readonly store: Store
  readonly journal: Journal
  /** For what is not stored: progress and engine status. Facts go through the journal. */
  readonly emit: Emit
  readonly log: Log
  now(): number
}

/** One lane: takes the first job that can start whenever its engine is free. The order lies in the database. */
export interface Queue {
  readonly status: EngineStatus
  /** The engine's process while a job runs, null where it is still to start; undefined where no job runs. */
  readonly busyWith: number | null | undefined
  /** Looks for work. `unpause`: a person asked for more after the lane was paused. */
  wake(options?: { unpause?: boolean }): void
  /** Ends the job that works for this run, if one does. */
  cancel(run: string, options: { now: boolean }): void
  /** Takes it back where this evaluation was told to end and has not ended yet: it goes on when its turn comes. */
  goOn(evaluation: number): void
  /** As cancel, but the run is left `paused`. Whether its training was there to be paused. */
  pause(run: string): boolean
  /** Lets a training write its checkpoint, then ends the engine. */
  stop(): Promise<void>
}
