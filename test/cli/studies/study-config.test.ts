import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { studyConfig, type StudyOptions } from '../../../src-main/cli/studies/study-config.ts'
import { ExperimentConfig, type StudyId } from '../../../src-main/contract/index.ts'
import { runConfigsOf } from '../../../src-main/host/services/run-configs.ts'
import { openStore } from '../../../src-main/store/store.ts'
import { shapesDataset } from '../../support/store-rows.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { startHost } from '../../support/test-host.ts'

async function runsOf(study: StudyId, options: Partial<StudyOptions>) {
  const { client } = await startHost()
  return runConfigsOf(ExperimentConfig.parse(await studyConfig(client, study, { set: [], ...options })))
}

/** All digits twice, few and many images of each, and two of them. */
function workspaceWithDigits(): string {
  const folder = temporaryFolder()
  const store = openStore(join(folder, 'store', 'adversarium.db'))
  const classesOf = (digits: readonly number[]) => digits.map((digit) => ({ id: String(digit), name: String(digit) }))
  const all = classesOf([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  for (const [id, classes, train] of [
    ['few', all, 8000],
    ['all', all, 60_000],
    ['pair', classesOf([3, 7]), 1630],
  ] as const) {
    store.datasets.put({ ...shapesDataset, id, kind: 'idx', classes: [...classes], counts: { train, validation: 100 } })
  }
  store.close()
  return folder
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

  it('takes the digits that a study of MNIST tells apart, those with most images', async () => {
    const { client } = await startHost(workspaceWithDigits())
    const datasetOf = async (study: StudyId): Promise<unknown> => {
      const config = ExperimentConfig.parse(await studyConfig(client, study, { set: [] }))
      return runConfigsOf(config).map(({ dataset }) => dataset.imported)
    }
    expect(await datasetOf('goodfellow-logistic')).toEqual(['pair', 'pair'])
    expect(await datasetOf('goodfellow-maxout')).toEqual(['all', 'all'])
    await expect(studyConfig(client, 'goodfellow-maxout', { set: [], weights: 'any' })).rejects.toThrow(
      'goodfellow-maxout trains from scratch: it takes no --weights.',
    )
  })

  it('says how to get digits where there are none', async () => {
    await expect(runsOf('goodfellow-logistic', {})).rejects.toMatchObject({
      message: 'The study needs the digits of MNIST, and no dataset of them is imported.',
    })
  })

  it('finds an imported dataset by its title, and takes few of its images', async () => {
    const [run] = await runsOf('overfitting-study', { dataset: 'Digits', imagesPerClass: 5 })
    expect(run?.dataset).toEqual({ id: 'idx', params: {}, imported: 'digits', imagesPerClass: 5 })
  })
})
