import type { Migration } from '../migrate.ts'
import { coreTables } from './001-core-tables.ts'

/** In rising order. A migration that was released is never edited. */
export const migrations: readonly Migration[] = [coreTables]
