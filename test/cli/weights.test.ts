import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CliError } from '../../src-main/contract/cli.ts'
import { Weights } from '../../src-main/contract/index.ts'
import { isBuilt, runCommand } from '../support/command-line.ts'
import { writeSmallWeights } from '../support/small-weights.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const config = {
  dataset: { id: 'shapes', params: { classes: 3, size: 16, train: 32, validation: 16 } },
  ...{ architecture: 'small-cnn:width=4,depth=1', backend: 'javascript', batchSize: 16, epochs: 1 },
  conditions: ['clean'],
}

describe.skipIf(!isBuilt)('weights on the command line', () => {
  function setUp() {
    const folder = temporaryFolder()
    const at = (name: string): string => join(folder, name)
    const run = (...args: string[]) => runCommand([...args, '--workspace', at('workspace')])
    const json = async (...args: string[]): Promise<unknown> => JSON.parse((await run(...args, '--json')).stdout)
    return { folder, at, run, json }
  }

  it('are imported, listed, shown, started from, exported and removed', async () => {
    const { folder, at, run, json } = setUp()
    writeSmallWeights(folder, 3, 'small.safetensors')
    writeFileSync(at('run.json'), JSON.stringify(config))
    const imported = await run('weights', 'import', at('small.safetensors'), '--name', 'Small', '--licence', 'MIT')
    expect(imported).toMatchObject({ code: 0, stderr: '' })
    expect(imported.stdout).toMatch(/^matched +7 of 7 variables/m)
    const [weights] = Weights.array().parse(await json('weights', 'list'))
    expect(weights).toMatchObject({ title: 'Small', licence: 'MIT', classes: 3 })
    expect(await json('weights', 'show', weights?.sha256.slice(0, 6) ?? '')).toMatchObject({
      id: weights?.id,
      usedBy: [],
    })

    expect(await run('run', at('run.json'), '--set', 'initialWeights=small')).toMatchObject({ code: 0, stderr: '' })
    expect((await run('weights', 'show', 'Small')).stdout).toMatch(/^used by +run \(\w+\)$/m)
    const target = at('mine.h5')
    const exported = await run('weights', 'export', 'latest', target, '--format', 'keras-h5')
    expect(exported).toMatchObject({ code: 0, stderr: '' })
    expect(exported.stdout).toContain('keras.models.load_model("mine.h5", compile=False)')
    expect(existsSync(target)).toBe(true)

    expect((await run('weights', 'remove', 'Small')).stdout).toBe(
      `"Small" is in the trash: adversarium trash restore weights:${weights?.id}`,
    )
    expect((await run('weights', 'list')).stdout).toContain('No weights are imported')
    expect((await run('trash', 'list')).stdout).toMatch(/^Small +weights/m)
    expect((await run('trash', 'restore', 'small')).stdout).toBe('"Small" is back.')
    await run('weights', 'remove', 'Small')
    expect((await run('trash', 'empty')).stdout).toContain('1 thing')
    expect((await run('trash', 'empty', '--yes')).stdout).toMatch(/^1 deleted, /)
    expect((await run('trash', 'list')).stdout).toBe('The trash is empty.')
  })

  it('of a file that is none are a failure, of a wrong name a wrong use, each in one sentence', async () => {
    const { at, run } = setUp()
    writeFileSync(at('notes.h5'), 'These are no weights.')
    expect(await run('weights', 'import', at('notes.h5'))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('"notes.h5" is no weight file. Nothing was loaded.'),
    })
    const { code, stdout } = await run('weights', 'show', 'nothing', '--json')
    expect(code).toBe(2)
    expect(CliError.parse(JSON.parse(stdout)).error.message).toBe('There are no weights "nothing".')
  })

  it('that are public are listed, and fetched only by a name that is known', async () => {
    const { run } = setUp()
    const { stdout } = await run('weights', 'fetch')
    expect(stdout).toMatch(/^densenet121 +densenet:variant=121 +224 +1,000 classes +unknown +9d60b809 +BSD 3-Clause/m)
    expect(await run('weights', 'fetch', 'densenet12')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Did you mean "densenet121"?'),
    })
  })
})
