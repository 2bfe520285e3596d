import type { Client, Dataset, StudyPlan, StudyRun } from '../../contract/index.ts'

/** What one run of a study has still to do, in seconds. */
export interface RunEstimate {
  readonly run: StudyRun
  readonly seconds: number
  readonly imagesPerSecond: number
}

/**
 * Measures a few steps of every run that is not done, and reckons what is left of it, its evaluations included. Where
 * blocks are unfrozen one after another, all are taken for trained from the start: it is the most that it takes.
 */
export async function* estimateStudy(client: Client, { runs }: StudyPlan): AsyncGenerator<RunEstimate> {
  for (const [index, run] of runs.entries()) {
    if (run.state === 'done') continue
    const { config, epoch, missingConditions } = run
    const { epochSeconds, monitorSeconds, imagesPerSecond } = await client.experiments.estimate({
      task: `study-${index}`,
      config,
    })
    const images = validationImages(await client.datasets.list({}), run)
    // In passes forward and back through the network; one forward alone is about a third.
    const passes = missingConditions.reduce((sum, { gradients }) => sum + gradients + 1 / 3, 0)
    const training = (config.epochs - epoch) * (epochSeconds + monitorSeconds)
    yield { run, seconds: training + (passes * images) / imagesPerSecond, imagesPerSecond }
  }
}

const validationImages = (datasets: readonly Dataset[], { config }: StudyRun): number =>
  datasets.find(({ id }) => id === config.dataset.imported)?.counts.validation ?? 0
