import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Scenario } from '../scenario.ts'
import { trainedRun } from './evaluate.ts'

const imageSize = 64

export const importDatasetScenario: Scenario = {
  id: 'import a dataset',
  template: 'empty',
  programs: ['host', 'cli'],
  hasEngine: false,
  aims: {
    'the decoding of an import': { path: /^datasets\/\w+\.tmp-\w+$/, times: 1 },
    'the end of an import': { path: /^datasets\/\w+\.tmp-\w+\/dataset\.json$/, times: 1 },
    'the recording of an import': { path: /^datasets\/[0-9a-f]{64}$/, times: 1 },
  },
  async pursue(client, { sources }) {
    await client.datasets.import({ path: sources.pictures, imageSize })
  },
  words: ({ sources }) => ['datasets', 'import', sources.pictures, '--size', String(imageSize)],
}

export const importWeightsScenario: Scenario = {
  id: 'import weights',
  template: 'empty',
  programs: ['host', 'cli'],
  hasEngine: false,
  aims: {
    'the writing of imported weights': { path: /^weights\/.*\.tmp$/, times: 1 },
    'the recording of imported weights': { path: /^weights\/[^.]*\.safetensors$/, times: 1 },
  },
  async pursue(client, { sources }) {
    await client.weights.import({ path: sources.weights })
  },
  words: ({ sources }) => ['weights', 'import', sources.weights],
}

export const exportScenario: Scenario = {
  id: 'export',
  template: 'trained',
  programs: ['host', 'cli'],
  hasEngine: false,
  aims: {
    'the writing of an export': { path: /^exports\/[^/]+\.tmp$/, times: 4 },
    'the end of an export': { path: /^exports\/(?:(?!\.tmp).)+$/, times: 4 },
  },
  async pursue(client, { workspace, ledger }) {
    const run = await trainedRun(client)
    const checkpoint = (await client.runs.checkpoints({ id: run.id })).find(({ kind }) => kind === 'last')?.id ?? 0
    for (const { format, fileName } of await client.weights.exports({ checkpoint })) {
      if (existsSync(join(workspace, 'exports', fileName))) continue
      const { path } = await client.weights.export({ checkpoint, format })
      ledger.exports.add(path)
    }
  },
  words: () => ['weights', 'export', 'trained', '--format', 'onnx'],
}
