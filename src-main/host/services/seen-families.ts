import { familiesSeen, type RunConfig, type SeenFamily } from '../../contract/index.ts'
import { catalog } from '../../core/catalog.ts'
import type { Origin } from '../../store/origins.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'

/** What training showed a run's network: its own, and those of the runs that it was forked from, one after another. */
export function seenFamilies(
  { store }: Pick<HostContext, 'store'>,
  run: Pick<StoredRun, 'id' | 'config'>,
  originOf: (run: string) => Origin | null = store.origins.ofRun,
): SeenFamily[] {
  const configs: RunConfig[] = [run.config]
  for (let origin = originOf(run.id); origin !== null; origin = originOf(origin.run)) {
    const before = store.runs.get(origin.run)
    if (!before) break
    configs.push(before.config)
  }
  const seen = familiesSeen(configs, catalog)
  return [...new Map(seen.map((it) => [`${it.family} ${it.by}`, it])).values()]
}
