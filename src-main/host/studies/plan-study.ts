import { isDeepStrictEqual } from 'node:util'
import {
  AppError,
  canonicalMethod,
  type ExperimentConfig,
  type MethodChoice,
  type RunConfig,
  type StudyPlan,
  type StudyRun,
} from '../../contract/index.ts'
import { evaluationPasses, passesPerStep } from '../../core/studies/evaluation-passes.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'
import { conditionText, missingAttack, resolveConditions } from '../services/conditions.ts'
import { resolveDataset } from '../services/datasets.ts'
import { evaluationsOfLast } from '../services/finished-evaluations.ts'
import { completedConfig, runConfigsOf } from '../services/run-configs.ts'
import { countSeen } from '../services/seen-images.ts'
import { withWeightsId } from '../services/weights.ts'

/** A run that a study wants, with the run of the workspace that is it. */
export interface WantedRun {
  readonly config: RunConfig
  readonly dataset: StoredDataset
  readonly run: StoredRun | null
}

/** A study's runs and conditions, everything written out. */
export interface ResolvedStudy {
  readonly wanted: readonly WantedRun[]
  readonly conditions: readonly MethodChoice[]
}

/** Finds what the workspace has of a study. Throws what is wrong with its configuration, as a launch does. */
export async function resolveStudy(context: HostContext, config: ExperimentConfig): Promise<ResolvedStudy> {
  const configs = runConfigsOf(config).map((runConfig) => withWeightsId(context, runConfig))
  const { conditions, isTrainingAttackMissing } = resolveConditions(config.conditions, configs)
  if (isTrainingAttackMissing) throw new AppError('invalid-input', missingAttack)
  const { store } = context
  // A fork may have the same configuration, but began elsewhere.
  const known = store.runs
    .list(10_000)
    .filter(({ id, trashedAt }) => trashedAt === null && store.origins.ofRun(id) === null)
    .map((run) => ({ run, config: completedConfig(run.config) }))
  const wanted: WantedRun[] = []
  for (const runConfig of configs) {
    const dataset = await resolveDataset(context, runConfig.dataset)
    const resolved = { ...runConfig, dataset: { ...runConfig.dataset, imported: dataset.id } }
    const same = known.filter((each) => isSameTraining(each.config, resolved)).map(({ run }) => run)
    wanted.push({ config: resolved, dataset, run: same.find(({ state }) => state === 'done') ?? same[0] ?? null })
  }
  return { wanted, conditions }
}

/** Whatever a run is called and keeps on the way, it is the same where all the rest is. */
function isSameTraining(first: RunConfig, second: RunConfig): boolean {
  return isDeepStrictEqual({ ...first, name: '', checkpoints: null }, { ...second, name: '', checkpoints: null })
}

export async function planStudy(context: HostContext, config: ExperimentConfig): Promise<StudyPlan> {
  const { wanted, conditions } = await resolveStudy(context, config)
  const runs = wanted.map((each) => describe(context, each, { conditions, images: config.evaluationImages }))
  const isFinished = runs.every(({ state, missingConditions }) => state === 'done' && missingConditions.length === 0)
  return { runs, conditions: conditions.map(conditionText), isFinished }
}

/** The conditions of a study, and on how many images; null: all. */
interface Evaluated {
  readonly conditions: readonly MethodChoice[]
  readonly images: number | null
}

function describe(
  context: HostContext,
  { config, dataset, run }: WantedRun,
  { conditions, images }: Evaluated,
): StudyRun {
  const done = new Map(
    (run ? evaluationsOfLast(context, run.id) : []).map(({ condition, n }) => [canonicalMethod(condition), n]),
  )
  const missing = conditions
    .map((condition) => ({ condition, seen: countSeen(context, dataset, { condition, split: 'validation', images }) }))
    .filter(({ condition, seen }) => (done.get(canonicalMethod(condition)) ?? -1) < seen)
  return {
    config,
    run: run?.id ?? null,
    state: run?.state ?? null,
    epoch: run?.epoch ?? 0,
    passesPerStep: passesPerStep(config),
    missingConditions: missing.map(({ condition, seen }) => ({
      condition: conditionText(condition),
      images: seen,
      passes: evaluationPasses(condition, config, { classes: dataset.classes.length, images: seen }),
    })),
  }
}
