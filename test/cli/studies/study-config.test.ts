import { describe, expect, it } from 'vitest'
import { studyConfig, type StudyOptions } from '../../../src-main/cli/studies/study-config.ts'
import { ExperimentConfig, type StudyId } from '../../../src-main/contract/index.ts'
import { runConfigsOf } from '../../../src-main/host/services/run-configs.ts'
import { startHost } from '../../support/test-host.ts'

async function runsOf(study: StudyId, options: Partial<StudyOptions>) {
  const { client } = await startHost()
  return runConfigsOf(ExperimentConfig.parse(await studyConfig(client, study, { set: [], ...options })))
}

describe('studyConfig', () => {
  it('trains all blocks where it starts at random', async () => {
    const runs = await runsOf('chen-2020', { fromScratch: true, epochs: 3 })
    expect(runs.map(({ initialWeights, freezing, epochs }) => [initialWeights, freezing.id, epochs])).toEqual([
      [null, 'all', 3],
      [null, 'all', 3],
    ])
  })

  it('gives every run of robust training the same start, images, epochs and augmentation without noises', async () => {
    const runs = await runsOf('robust-training', { fromScratch: true, imagesPerClass: 10 })
    expect(runs.map(({ objective }) => objective.id)).toEqual([
      ...['cross-entropy', 'adversarial-regularization', 'adversarial-training', 'trades'],
    ])
    const [first, ...others] = runs.map((run) => ({ ...run, name: null, objective: null }))
    for (const other of others) expect(other).toEqual(first)
    expect(first?.augmentations.map(({ id }) => id)).toEqual(['random-flip', 'random-crop', 'color-jitter'])
  })

  it('finds an imported dataset by its title, and takes few of its images', async () => {
    const [run] = await runsOf('overfitting-study', { dataset: 'Digits', imagesPerClass: 5 })
    expect(run?.dataset).toEqual({ id: 'idx', params: {}, imported: 'digits', imagesPerClass: 5 })
  })
})
