import { join } from 'node:path'
import type { Ledger } from './ledger.ts'

/** Files outside of the workspace that rounds bring in. */
export interface Sources {
  /** A folder with one folder of pictures a class. */
  readonly pictures: string
  /** A weight file of another program. */
  readonly weights: string
}

/** Where a round happens. */
export interface Place {
  /** For all that it writes; gone after the round. */
  readonly folder: string
  readonly workspace: string
  readonly sources: Sources
  /** What all of its processes carry in their environment. */
  readonly mark: string
  readonly ledger: Ledger
}

export const markName = 'ADVERSARIUM_CAMPAIGN_ROUND'

export const databaseOf = (workspace: string): string => join(workspace, 'store', 'adversarium.db')
