import type { Client, Estimate, StudyPlan, StudyRun } from '../../contract/index.ts'

/** Seconds that are likely, and the most. */
interface Seconds {
  readonly likely: number
  readonly most: number
}

/** What one run of a study has still to do. */
export interface RunEstimate {
  readonly run: StudyRun
  readonly training: number
  readonly evaluation: Seconds
  /** Of training and of what is measured after every epoch. */
  readonly measured: Estimate
}

/** Whether nothing is left of it. */
export const isDone = ({ state, missingConditions }: StudyRun): boolean =>
  state === 'done' && missingConditions.length === 0

/**
 * Measures a few steps of every run that is not done, and reckons what is left of it, its evaluations included: passes of
 * an evaluation are taken to last as long as those of a training step. Where blocks are unfrozen one after another, all
 * are taken for trained from the start: it is the most that it takes.
 */
export async function* estimateStudy(client: Client, { runs }: StudyPlan): AsyncGenerator<RunEstimate> {
  for (const [index, run] of runs.entries()) {
    if (isDone(run)) continue
    const { config, epoch, missingConditions, passesPerStep } = run
    const measured = await client.experiments.estimate({ task: `study-${index}`, config })
    const { epochSeconds, monitorSeconds, imagesPerSecond } = measured
    const secondsPerPass = 1 / (imagesPerSecond * passesPerStep)
    const sum = (which: keyof Seconds): number =>
      missingConditions.reduce((total, { images, passes }) => total + images * passes[which] * secondsPerPass, 0)
    yield {
      run,
      training: run.state === 'done' ? 0 : (config.epochs - epoch) * (epochSeconds + monitorSeconds),
      evaluation: { likely: sum('likely'), most: sum('most') },
      measured,
    }
  }
}
