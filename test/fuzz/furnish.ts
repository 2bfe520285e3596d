import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { RunConfig } from '../../src-main/contract/index.ts'
import { createRandom } from '../../src-main/core/random.ts'
import { networkOf } from '../../src-main/core/architectures/network-of.ts'
import { writeCache } from '../../src-main/host/datasets/cache-folder.ts'
import { writeWeights } from '../../src-main/host/weights/write-weights.ts'
import { openStore } from '../../src-main/store/store.ts'
import { valuesOf } from '../support/small-weights.ts'
import { prediction } from '../support/store-rows.ts'
import type { Room } from './room.ts'

const classes = Array.from({ length: 8 }, (_, i) => ({ id: `c${i}`, name: `class ${i}` }))
const shape: [number, number, number] = [16, 16, 3]
const counts = { train: 16, validation: 16 }

/** Fills the workspace, under names that are the same each time, with one of everything that a call can name. */
export async function furnish({ folder }: Room): Promise<void> {
  const workspace = join(folder, 'workspace')
  const cache = await writeCache(workspace, 'f'.repeat(64), undefined, async (writers) => {
    for (const split of ['train', 'validation'] as const) {
      const random = createRandom(counts[split])
      const pixels = Uint8Array.from({ length: counts[split] * 16 * 16 * 3 }, () => random.integer(256))
      const labels = Array.from({ length: counts[split] }, (_, i) => i % 8)
      const names = labels.map((label, i) => `c${label}/${i}.png`)
      await writers[split].append({ images: pixels, labels, names })
    }
    return { kind: 'image-folder', title: 'Noise', source: null, params: {}, classes, shape, skipped: [], warnings: [] }
  })
  const store = openStore(join(workspace, 'store', 'adversarium.db'))
  const createdAt = 1_700_000_000_000
  store.datasets.put({
    ...{ id: 'dataset-1', kind: 'image-folder', title: 'Noise', source: null, fingerprint: cache.fingerprint },
    ...{
      folder: `datasets/${cache.fingerprint}`,
      params: {},
      classes,
      shape,
      counts,
      skipped: 0,
      bytes: cache.bytes,
      createdAt,
    },
  })
  const config = RunConfig.parse({ name: 'one', dataset: { id: 'image-folder' } })
  const network = networkOf(config.architecture, { shape, classes: classes.length })
  store.experiments.insert({
    ...{ id: 'experiment-1', name: 'one', createdAt },
    config: { version: 1, name: 'one', base: {}, runs: [{}, {}], conditions: [], evaluationImages: null },
  })
  for (const [index, id] of ['run-1', 'run-2'].entries()) {
    store.runs.insert({ id, experiment: 'experiment-1', dataset: 'dataset-1', config, createdAt })
    store.runs.setState(id, 'preparing', null, createdAt)
    const points = [1, 2, 3].map((step) => ({ name: 'loss', step, epoch: step, value: 1 / step }))
    store.metrics.put(id, points)
    store.metricSummaries.put(id, points)
    store.runs.setSummary(id, 1000, 3)
    const path = `runs/${id}/checkpoints/last-3.safetensors`
    mkdirSync(dirname(join(workspace, path)), { recursive: true })
    const bytes = writeWeights(join(workspace, path), network, valuesOf(network))
    const checkpoint = {
      run: id,
      kind: 'last' as const,
      step: 3,
      epoch: 3,
      path,
      bytes,
      sha256: 'a'.repeat(64),
      createdAt,
    }
    const recorded = store.checkpoints.record(checkpoint).checkpoint
    const condition = { id: 'clean', params: {} }
    const about = { run: id, checkpoint: recorded.id, split: 'validation' as const, condition, n: 16, createdAt }
    const evaluation = store.evaluations.insert(about)
    const rows = Array.from({ length: 16 }, (_, i) => prediction(i, i % 8, (i + (i % (index + 2))) % 8))
    store.predictions.put(evaluation.id, rows)
    store.evaluations.finish(evaluation.id, { ...store.predictions.measure(evaluation.id), seconds: 1 })
    store.evaluations.setState(evaluation.id, 'done', null)
    store.runs.setState(id, 'done', null, createdAt)
  }
  store.close()
  await makeData(join(folder, 'data'))
}

/** Two classes of images, and what stands outside of them. */
async function makeData(data: string): Promise<void> {
  const image = (colour: string): Promise<Buffer> =>
    sharp({ create: { width: 8, height: 8, channels: 3, background: colour } })
      .png()
      .toBuffer()
  for (const [name, colour] of [
    ['a', '#f00'],
    ['b', '#00f'],
  ] as const) {
    mkdirSync(join(data, 'folder', name), { recursive: true })
    for (const i of [0, 1]) writeFileSync(join(data, 'folder', name, `${i}.png`), await image(colour))
  }
  writeFileSync(join(data, '../outside/canary.png'), await image('#0f0'))
}

/** Words for the fields of calls: names in the workspace, of the catalog, and paths inside and outside of the data. */
export const workspaceWords = {
  id: [
    'run-1',
    'run-2',
    'dataset-1',
    'experiment-1',
    '1',
    '2',
    'sample',
    'nobody',
    'clean',
    'fgsm',
    'shapes',
    'image-folder',
    'small-cnn',
    'sgd',
  ],
  run: ['run-1', 'run-2', 'nobody'],
  run_id: ['run-1'],
  evaluation: ['1', '2', '3', 'nobody'],
  against: ['1', '2'],
  first: ['1', '2'],
  second: ['1', '2'],
  experiment: ['experiment-1', 'nobody'],
  imported: ['dataset-1', 'nobody'],
  task: ['task-1'],
  name: ['one', 'loss', 'zwei', 'Drei 3'],
  subject: ['folder', 'nobody'],
  path: [
    'folder',
    './folder',
    'folder/..',
    '../outside',
    '../outside/canary.png',
    'folder/a/0.png',
    'folder/a',
    '/etc/hostname',
    'nothing',
  ],
  folder: ['folder', '../exports', '../outside', 'nothing'],
  key: ['columns', 'theme', '__proto__'],
  tensorflow: ['/nothing', 'relative'],
  condition: ['clean', 'fgsm:epsilon=2/255', 'gaussian-noise:sigma=0.1', 'training-attack', 'pgd:steps=3'],
  attack: ['fgsm', 'pgd:epsilon=8/255'],
  method: ['gradient', 'grad-cam', 'guided-backpropagation'],
  architecture: ['small-cnn', 'mobilenet-v2:alpha=0.35', 'resnet'],
  objective: ['cross-entropy', 'adversarial-regularization:multiplier=0.2', 'trades'],
  optimizer: ['sgd', 'adam'],
  schedule: ['constant', 'cosine'],
  freezing: ['all', 'progressive'],
  augmentation: ['flip', 'crop', 'gaussian-noise:sigma=0.1'],
  value: ['1', 'a'],
  setting: [
    'name',
    'seed',
    'epochs',
    'batchSize',
    'dataset',
    'architecture',
    'objective',
    'optimizer',
    'schedule',
    'monitor',
    'augmentations',
  ],
  any: ['a', 'run-1', '1', 'clean', 'train', 'x'.repeat(50)],
} as const
