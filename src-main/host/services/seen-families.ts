import { familiesSeen, type RunConfig, type SeenFamily } from '../../contract/index.ts'
import { catalog } from '../../core/catalog.ts'
import type { Origin } from '../../store/origins.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'

interface Trainings {
  /** A run's own, and those of the runs that it was forked from, one after another. */
  readonly configs: readonly RunConfig[]
  /** Not where one of these runs is gone. */
  readonly isWhole: boolean
}

/** What a run's network went through. */
export function trainingsOf(
  { store }: Pick<HostContext, 'store'>,
  run: Pick<StoredRun, 'id' | 'config'>,
  originOf: (run: string) => Origin | null = store.origins.ofRun,
): Trainings {
  const configs: RunConfig[] = [run.config]
  for (let origin = originOf(run.id); origin !== null; origin = originOf(origin.run)) {
    const before = store.runs.get(origin.run)
    if (!before) return { configs, isWhole: false }
    configs.push(before.config)
  }
  return { configs, isWhole: true }
}

/** What training showed a run's network, that of its origins too. */
export function seenFamilies(
  context: Pick<HostContext, 'store'>,
  run: Pick<StoredRun, 'id' | 'config'>,
  originOf?: (run: string) => Origin | null,
): SeenFamily[] {
  const seen = familiesSeen(trainingsOf(context, run, originOf).configs, catalog)
  return [...new Map(seen.map((it) => [`${it.family} ${it.by}`, it])).values()]
}
