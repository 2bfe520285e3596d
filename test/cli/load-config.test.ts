import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig, toExperiment } from '../../src-main/cli/config/load-config.ts'
import { ExperimentConfig } from '../../src-main/contract/index.ts'
import { runConfigsOf } from '../../src-main/host/services/run-configs.ts'
import { startHost } from '../support/test-host.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

function file(text: string): string {
  const path = join(temporaryFolder(), 'mine.json')
  writeFileSync(path, text)
  return path
}

describe('toExperiment', () => {
  it('takes a configuration with runs as an experiment', () => {
    const content = { name: 'pair', runs: [{ name: 'a' }, { name: 'b' }] }
    expect(toExperiment(content, 'file')).toEqual(content)
  })

  it('takes one without runs as a single run, named after its file, with the conditions beside it', () => {
    const experiment = toExperiment({ dataset: { id: 'shapes' }, conditions: ['clean', 'fgsm'] }, 'mine')
    expect(experiment).toEqual({
      name: 'mine',
      runs: [{ name: 'mine', dataset: { id: 'shapes' } }],
      conditions: ['clean', 'fgsm'],
    })
    expect(ExperimentConfig.safeParse(experiment).success).toBe(true)
  })
})

describe('loadConfig', () => {
  it('finds presets and files, and applies settings to either', async () => {
    const { client } = await startHost()
    const preset = await loadConfig(client, 'sample', ['epochs=1'])
    expect(preset.base).toMatchObject({ epochs: 1 })
    const own = await loadConfig(client, file('{"dataset":{"id":"shapes"}}'), ['seed=7'])
    expect(own).toMatchObject({ name: 'mine', base: { seed: 7 } })
  })

  it('brings what a chosen architecture suggests, but for what is set', async () => {
    const { client } = await startHost()
    const load = async (...settings: string[]) => {
      const config = ExperimentConfig.parse(await loadConfig(client, 'tiny-imagenet', settings))
      return runConfigsOf(config).map(({ architecture, optimizer, batchSize }) => ({
        architecture: architecture.id,
        optimizer: optimizer.id,
        rate: optimizer.params['learningRate'],
        momentum: optimizer.params['momentum'],
        batchSize,
      }))
    }
    const both = (run: object): object[] => [run, run]
    const suggested = { architecture: 'densenet', optimizer: 'sgd', rate: 0.0125, momentum: 0.9, batchSize: 32 }
    expect(await load('architecture=densenet:variant=169')).toEqual(both(suggested))
    expect(await load('architecture.id=densenet')).toEqual(both(suggested))
    const set = ['batchSize=64', 'optimizer.params.learningRate=0.1', 'architecture=densenet']
    expect(await load(...set)).toEqual(both({ ...suggested, rate: 0.1, batchSize: 64 }))
    const [adam] = await load('architecture=densenet', 'optimizer=adam')
    expect(adam).toEqual({ ...suggested, optimizer: 'adam', rate: 0.001, momentum: undefined })
    // The architecture of the preset, and parameters of it, leave the preset's own settings.
    const own = { architecture: 'mobilenet-v2', optimizer: 'sgd', rate: 0.05, momentum: 0, batchSize: 32 }
    expect(await load('architecture=mobilenet-v2')).toEqual(both(own))
    expect(await load('architecture.params.alpha=0.5')).toEqual(both(own))
  })

  it('says what is wrong with a word, a file that is not there and one that is no JSON', async () => {
    const { client } = await startHost()
    await expect(loadConfig(client, 'smaple', [])).rejects.toMatchObject({
      message: 'There is neither a preset nor a file called "smaple".',
      hint: expect.stringContaining('Did you mean "sample"?') as string,
    })
    await expect(loadConfig(client, './none.json', [])).rejects.toThrow('There is no file "./none.json".')
    await expect(loadConfig(client, file('{'), [])).rejects.toThrow('is not valid JSON')
    await expect(loadConfig(client, file('[]'), [])).rejects.toThrow('must hold an object')
    for (const content of ['{"runs":1}', '{"runs":[1]}', '{"runs":[{}],"base":[]}']) {
      await expect(loadConfig(client, file(content), ['epochs=1'])).rejects.toThrow('"runs" must be a list of objects')
    }
    const listed = file('{"runs":[{"augmentations":["random-flip"]}]}')
    for (const place of ['1000000000', '-1', 'x', '2']) {
      const load = loadConfig(client, listed, [`augmentations.${place}="random-crop"`])
      await expect(load).rejects.toThrow(`A list of 1 has no place "${place}": expected 0 to 1.`)
    }
  })
})
