import type { Migration } from '../migrate.ts'
import { coreTables } from './001-core-tables.ts'
import { workbench } from './002-workbench.ts'
import { explanations } from './003-explanations.ts'
import { longSeries } from './004-long-series.ts'
import { forks } from './005-forks.ts'
import { weights } from './006-weights.ts'
import { keptCheckpoints } from './007-kept-checkpoints.ts'

/** In rising order. A migration that was released is never edited. */
export const migrations: readonly Migration[] = [
  ...[coreTables, workbench, explanations, longSeries, forks, weights, keptCheckpoints],
]
