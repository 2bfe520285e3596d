import { currentConfigVersion, type ExperimentConfig, type StudyId } from '../../contract/index.ts'
import type { HostContext, Queue } from '../context.ts'
import { launchEvaluations } from '../services/evaluations.ts'
import { launchExperiment } from '../services/experiments.ts'
import { describeRun } from '../services/describe.ts'
import { findRun, queueTraining } from '../services/runs.ts'
import { resolveStudy } from './plan-study.ts'

/**
 * Launches the runs that are missing as one experiment, goes on with those that ended early (from their last checkpoint,
 * or from the start where they have none), and has every run evaluated under every condition. Resolves to all runs in
 * the order of the study.
 */
export async function startStudy(
  context: HostContext,
  queue: Pick<Queue, 'wake' | 'goOn'>,
  { study, config }: { readonly study: StudyId; readonly config: ExperimentConfig },
): Promise<{ runs: string[] }> {
  const { wanted, conditions } = await resolveStudy(context, config)
  const { evaluationImages } = config
  for (const { run } of wanted) {
    if (run && endedEarly.has(run.state)) queueTraining(context, run.id)
  }
  const missing = wanted.filter(({ run }) => run === null)
  const launched =
    missing.length === 0
      ? []
      : (
          await launchExperiment(context, queue, {
            version: currentConfigVersion,
            name: config.name,
            base: {},
            runs: missing.map((each) => each.config),
            conditions: [...conditions],
            evaluationImages,
          })
        ).runs
  const waiting = [...launched]
  const runs = wanted.map(({ run }) => run?.id ?? (waiting.shift() as string))
  for (const { run } of wanted) {
    if (!run) continue
    const about = {
      run: run.id,
      split: 'validation',
      checkpoint: 'last',
      images: evaluationImages,
      again: false,
    } as const
    launchEvaluations(context, queue, { ...about, conditions })
  }
  tagRuns(context, runs, study)
  queue.wake({ unpause: true })
  return { runs }
}

const endedEarly: ReadonlySet<string> = new Set(['paused', 'cancelled', 'failed', 'crashed', 'interrupted'])

/** So that they are found again, also by a person. */
function tagRuns(context: HostContext, runs: readonly string[], study: StudyId): void {
  context.journal((announce) => {
    for (const id of runs) {
      if (context.store.tags.ofRun(id).includes(study)) continue
      context.store.tags.add(id, study)
      announce('runs', 'changed', describeRun(context, findRun(context, id)))
    }
  })
}
