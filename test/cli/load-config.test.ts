import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig, toExperiment } from '../../src-main/cli/config/load-config.ts'
import { ExperimentConfig } from '../../src-main/contract/index.ts'
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

  it('says what is wrong with a word, a file that is not there and one that is no JSON', async () => {
    const { client } = await startHost()
    await expect(loadConfig(client, 'smaple', [])).rejects.toMatchObject({
      message: 'There is neither a preset nor a file called "smaple".',
      hint: expect.stringContaining('Did you mean "sample"?') as string,
    })
    await expect(loadConfig(client, './none.json', [])).rejects.toThrow('There is no file "./none.json".')
    await expect(loadConfig(client, file('{'), [])).rejects.toThrow('is not valid JSON')
    await expect(loadConfig(client, file('[]'), [])).rejects.toThrow('must hold an object')
  })
})
