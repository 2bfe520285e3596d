// @vitest-environment node
import { execFileSync } from 'node:child_process'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { run as runCommand } from '../../../../src-main/cli/run.ts'
import type { Act } from '../../../../src-main/cli/command.ts'
import { loadConfig } from '../../../../src-main/cli/config/load-config.ts'
import { ExperimentConfig, type Client, type Preset } from '../../../../src-main/contract/index.ts'
import { catalog } from '../../../../src-main/core/catalog.ts'
import { runConfigsOf } from '../../../../src-main/host/services/run-configs.ts'
import { resolveConditions } from '../../../../src-main/host/services/conditions.ts'
import { commandOf } from '../../../../src-renderer/lib/config/command.ts'
import { readDraft, type Draft } from '../../../../src-renderer/lib/config/draft.ts'
import { withValue } from '../../../../src-renderer/lib/config/paths.ts'
import { experimentOf } from '../../../../src-renderer/lib/config/runs.ts'
import { startHost } from '../../../support/test-host.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'

const folder = temporaryFolder
const client = async (): Promise<Client> => (await startHost()).client

/** What npm is given, word for word, when a shell runs the command; files that it writes lie in `cwd`. */
function wordsOf(command: string, cwd: string): string[] {
  const script = `npm() { printf '%s\\0' "$@"; }\n${command}`
  return execFileSync('sh', ['-c', script], { cwd, encoding: 'utf8' }).split('\0').slice(0, -1)
}

/** The experiment that the real command line would launch. */
async function launchedBy(command: string): Promise<{ config: ExperimentConfig; workspace: string | undefined }> {
  const cwd = folder()
  const [runWord, program, dashes, ...args] = wordsOf(command, cwd)
  expect([runWord, program, dashes]).toEqual(['run', 'adversarium', '--'])
  let given: { word: string; set: readonly string[]; workspace: string | undefined } | undefined
  const act: Act =
    () =>
    async (...all) => {
      const [word, { set }] = all as unknown as [string, { set: readonly string[] }]
      given = { word, set, workspace: (all.at(-1) as Command).optsWithGlobals<{ workspace?: string }>().workspace }
    }
  const parser = new Command('adversarium').option('--workspace <folder>').exitOverride()
  runCommand(parser, act)
  await parser.parseAsync(args, { from: 'user' })
  if (!given) throw new Error('The command line did not run.')
  const word = given.word.endsWith('.json') ? `${cwd}/${given.word}` : given.word
  return {
    config: ExperimentConfig.parse(await loadConfig(await client(), word, given.set)),
    workspace: given.workspace,
  }
}

const resolved = (config: ExperimentConfig) => {
  const runs = runConfigsOf(config)
  return { name: config.name, runs, ...resolveConditions(config.conditions, runs) }
}

async function presets(): Promise<Map<string, Preset>> {
  return new Map((await (await client()).experiments.presets({})).map((preset) => [preset.id, preset]))
}

const changes: readonly [name: string, preset: string, change: (draft: Draft) => Draft][] = [
  ['nothing', 'sample', (draft) => draft],
  [
    'plain values',
    'sample',
    (draft) => at(draft, { epochs: 3, clipGradientNorm: 1.5, backend: 'javascript', seed: 7 }),
  ],
  ['a parameter of one of two objectives', 'sample', (draft) => at(draft, { 'objective.params.stepSize': 2 / 255 })],
  ['a parameter without a short fraction', 'sample', (draft) => at(draft, { 'objective.params.multiplier': 1 / 3 })],
  ['another method', 'sample', (draft) => at(draft, { optimizer: { id: 'adam', params: { learningRate: 0.01 } } })],
  [
    'another architecture at the same rate and batch',
    'tiny-imagenet',
    (draft) => at(draft, { architecture: { id: 'resnet', params: {} } }),
  ],
  ['another dataset', 'sample', (draft) => at(draft, { dataset: { id: 'idx', params: {}, imported: '123' } })],
  [
    'another dataset, and few of its images',
    'sample',
    (draft) => at(draft, { dataset: { id: 'idx', params: {}, imported: '123', imagesPerClass: 20 } }),
  ],
  ['few images of each class', 'sample', (draft) => at(draft, { 'dataset.imagesPerClass': 50 })],
  ['a dataset’s parameter', 'sample', (draft) => at(draft, { 'dataset.params.size': 48 })],
  ['no augmentation', 'tiny-imagenet', (draft) => at(draft, { augmentations: [] })],
  ['a stronger augmentation', 'tiny-imagenet', (draft) => at(draft, { 'augmentations.1.params.padding': 6 })],
  ['another monitored attack', 'sample', (draft) => at(draft, { 'monitor.attack': { id: 'pgd', params: {} } })],
  ['no monitored attack', 'sample', (draft) => at(draft, { 'monitor.attack': null, 'monitor.trainImages': 10 })],
  [
    'early stopping',
    'mnist',
    (draft) =>
      at(draft, { earlyStopping: { monitor: 'validation-accuracy', patience: 2, minChange: 0, restoreBest: false } }),
  ],
  ['a name with a quote', 'tiny-imagenet-base', (draft) => at({ ...draft, names: [] }, { name: "O'Neil's 1st" })],
  ['a name that is a number', 'tiny-imagenet-base', (draft) => at({ ...draft, names: [] }, { name: '2020' })],
  [
    'conditions',
    'sample',
    (draft) =>
      at(draft, {
        conditions: [
          { id: 'clean', params: {} },
          { id: 'fgsm', params: { epsilon: 0.1234 } },
        ],
      }),
  ],
  ['no base model', 'sample', (draft) => ({ ...draft, isPaired: false })],
  ['a radius where there was none', 'sample', (draft) => at(draft, { 'objective.params.epsilon': 0.1 })],
  [
    'a sweep over three seeds',
    'sample',
    (draft) => ({
      ...draft,
      seeds: 3,
      sweeps: { 'objective.params.multiplier': [0.1, 0.2, 0.5] },
    }),
  ],
]

const at = (draft: Draft, values: Record<string, unknown>): Draft => ({
  ...draft,
  settings: Object.entries(values).reduce(
    (settings, [path, value]) => withValue(settings, path, value),
    draft.settings,
  ),
})

describe('copy as command', () => {
  it.each(changes)('runs as printed: %s', async (_name, id, change) => {
    const preset = (await presets()).get(id)
    if (!preset) throw new Error(`There is no preset "${id}".`)
    const origin = readDraft(preset.config, catalog)
    const draft = change(origin)
    const command = commandOf({ draft, preset: { id, origin }, catalog, workspace: "/tmp/a user's/work" })
    const { config, workspace } = await launchedBy(command)
    expect(workspace).toBe("/tmp/a user's/work")
    expect(resolved(config)).toEqual(resolved(ExperimentConfig.parse(experimentOf(draft, catalog))))
  })

  it('names the preset and only what differs where that is enough', async () => {
    const preset = (await presets()).get('sample') as Preset
    const origin = readDraft(preset.config, catalog)
    const draft = at(origin, { epochs: 3, 'objective.params.stepSize': 2 / 255 })
    expect(commandOf({ draft, preset: { id: 'sample', origin }, catalog, workspace: null })).toBe(
      'npm run adversarium -- run sample --set objective.params.stepSize=2/255 --set epochs=3',
    )
  })

  it('writes a file first where there is no preset', async () => {
    const draft = readDraft({ name: 'mine', dataset: { id: 'shapes' }, epochs: 2 }, catalog)
    const command = commandOf({ draft, preset: null, catalog, workspace: null })
    expect(command).toContain('npm run adversarium -- run mine.json')
    const { config } = await launchedBy(command)
    expect(resolved(config)).toEqual(resolved(ExperimentConfig.parse(experimentOf(draft, catalog))))
  })
})
