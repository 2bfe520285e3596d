import type { Emit } from '../contract/index.ts'
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
  readonly store: Store
  readonly journal: Journal
  /** For what is not stored: progress and engine status. Facts go through the journal. */
  readonly emit: Emit
  readonly log: Log
  now(): number
}
