import { familiesSeen, type Family } from '../../contract/index.ts'
import { catalog } from '../../core/catalog.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'
import { trainingsOf } from '../services/seen-families.ts'

/** As many as a list of runs shows. */
const mostRuns = 10_000

/**
 * Runs on these images that no one made robust: all trainings of the network, its origins' too, were plain cross-entropy
 * without augmentations of these families. A fork of a run that is gone may have seen anything, so it is none.
 */
export function plainRuns(context: HostContext, dataset: string, families: ReadonlySet<Family>): string[] {
  const isPlain = (run: StoredRun): boolean => {
    const { configs, isWhole } = trainingsOf(context, run)
    return (
      isWhole &&
      configs.every(({ objective }) => objective.id === 'cross-entropy') &&
      familiesSeen(configs, catalog).every(({ family }) => !families.has(family))
    )
  }
  return context.store.runs
    .list(mostRuns)
    .filter((run) => run.dataset === dataset && run.trashedAt === null && isPlain(run))
    .map(({ id }) => id)
}
