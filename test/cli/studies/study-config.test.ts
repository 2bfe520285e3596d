import { mkdirSync, writeFileSync } from 'node:fs'
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

/** How many of each digit MNIST's two files have. */
const testDigits = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
const trainingDigits = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
const each = (count: number): number[] => testDigits.map(() => count)

/** Digits by how many training and validation images of each there are; the others' classes are digits too. */
const imported = {
  few: { digits: [...testDigits.keys()], train: testDigits.map((count) => count - 200), validation: each(200) },
  all: { digits: [...testDigits.keys()], train: trainingDigits, validation: testDigits },
  pair: { digits: [3, 7], train: [808, 822], validation: [202, 206] },
  fashion: { digits: [...testDigits.keys()], train: each(6500), validation: each(500) },
}

function workspaceWith(...ids: (keyof typeof imported)[]): string {
  const folder = temporaryFolder()
  const store = openStore(join(folder, 'store', 'adversarium.db'))
  for (const id of ids) {
    const { digits, ...images } = imported[id]
    const own = join('datasets', id)
    mkdirSync(join(folder, own), { recursive: true })
    for (const split of ['train', 'validation'] as const) {
      const labels = images[split].flatMap((count, label) => Array.from({ length: count }, () => label))
      writeFileSync(join(folder, own, `${split}.labels.i32`), Int32Array.from(labels))
      writeFileSync(join(folder, own, `${split}.names.json`), JSON.stringify(labels.map(String)))
    }
    const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0)
    store.datasets.put({
      ...shapesDataset,
      ...{ id, title: id, kind: 'idx', folder: own },
      classes: digits.map((digit) => ({ id: String(digit), name: String(digit) })),
      counts: { train: sum(images.train), validation: sum(images.validation) },
    })
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
    const { client } = await startHost(workspaceWith('few', 'all', 'pair', 'fashion'))
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

  it('takes other images of the same layout only where they are named', async () => {
    const { client } = await startHost(workspaceWith('fashion'))
    await expect(studyConfig(client, 'goodfellow-maxout', { set: [] })).rejects.toMatchObject({
      message: 'The study needs the digits of MNIST, and "fashion" has other counts of each class.',
      hint: expect.stringContaining('--dataset "fashion"'),
    })
    const config = await studyConfig(client, 'goodfellow-maxout', { set: [], dataset: 'fashion' })
    expect(runConfigsOf(ExperimentConfig.parse(config))[0]?.dataset.imported).toBe('fashion')
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
