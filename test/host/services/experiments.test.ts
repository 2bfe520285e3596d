import type { AppError } from '../../../src-main/contract/index.ts'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src-main/store/store.ts'
import { workspaceAt } from '../../../src-main/host/workspace.ts'
import { shapesDataset } from '../../support/store-rows.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { launch, startHost, untilEvaluated, workspaceWithDataset } from '../../support/test-host.ts'

const adversarial = { id: 'adversarial-regularization', params: {} }

describe('launching an experiment', () => {
  it('writes every default of every method into the run, and a name and colour for each', async () => {
    const host = await startHost()
    const { runs } = await host.client.experiments.launch({
      name: 'seeds',
      base: { dataset: { id: 'idx' }, optimizer: 'sgd:learningRate=0.05', augmentations: ['random-flip'] },
      runs: [{ seed: 1 }, { seed: 2, name: 'second' }],
    })
    const [first, second] = await Promise.all(runs.map((id) => host.client.runs.get({ id })))
    expect(first).toMatchObject({ name: 'seeds 1', color: 0, config: { seed: 1, dataset: { imported: 'digits' } } })
    expect(second).toMatchObject({ name: 'second', color: 1, config: { seed: 2 } })
    expect(first?.config.optimizer.params).toMatchObject({ learningRate: 0.05, momentum: expect.any(Number) })
    expect(await host.client.experiments.list({})).toMatchObject([{ name: 'seeds', runs }])
    expect((await host.client.runs.list({})).map(({ id }) => id)).toEqual(runs.toReversed())
    await untilEvaluated(host, ...runs)
  })

  it('puts the attack that the adversarial run trains against in the place of "training-attack", for all runs', async () => {
    const host = await startHost()
    const { runs } = await launch(host, [], {
      runs: [{ name: 'base' }, { name: 'adversarial', objective: adversarial }],
      conditions: ['clean', 'training-attack'],
    })
    const evaluations = await untilEvaluated(host, ...runs)
    const ids = evaluations.map(({ condition }) => condition.id)
    expect(ids).toEqual(['clean', ids[1], 'clean', ids[1]])
    expect(ids[1]).not.toBe('training-attack')
    expect(evaluations[1]?.condition).toEqual(evaluations[3]?.condition)
  })

  it('leaves "training-attack" out with a warning where no run trains against an attack', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['base'], { conditions: ['training-attack', 'clean'] })
    expect((await untilEvaluated(host, ...runs)).map(({ condition }) => condition.id)).toEqual(['clean'])
    const [warning] = await host.client.runs.events({ id: runs[0] as string })
    expect(warning).toMatchObject({ kind: 'warning', message: expect.stringContaining('is left out') })
  })

  it('says in a warning which batch would fit, and leaves the choice to the person', async () => {
    const host = await startHost()
    const dataset = { id: 'shapes', params: { train: 2000, validation: 16, size: 64 } }
    const base = { dataset, architecture: 'wide-resnet', batchSize: 2000 }
    const { runs } = await launch(host, ['base'], { base, conditions: [] })
    const [warning] = await host.client.runs.events({ id: runs[0] as string })
    expect(warning).toMatchObject({
      kind: 'warning',
      message: expect.stringMatching(
        /^A batch of 2000 images needs about .* GB, and .* GB are free: a batch of \d+ fits\.$/,
      ),
    })
  })

  it('takes equal conditions once, however they are written', async () => {
    const host = await startHost()
    const conditions = ['fgsm:epsilon=2/255', { id: 'fgsm', params: { epsilon: 2 / 255, clip: true } }]
    const { runs } = await launch(host, ['fine'], { conditions })
    expect(await untilEvaluated(host, ...runs)).toMatchObject([
      { condition: { id: 'fgsm', params: { epsilon: 2 / 255 } } },
    ])
  })

  it.each<[string, object, string, string]>([
    ['a setting', { runs: [{ epochz: 3 }] }, 'There is no setting "epochz".', 'Did you mean "epochs"?'],
    [
      'a setting of one of the runs',
      { runs: [{}, { epochs: 'x' }] },
      '"epochs" must be a number in run 2: got "x".',
      '',
    ],
    [
      'a method',
      { runs: [{ architecture: 'smal-cnn' }] },
      'There is no architecture called "smal-cnn".',
      'Did you mean "small-cnn"?',
    ],
    [
      'a method of one of the runs',
      { runs: [{}, { schedule: 'cosin' }] },
      'There is no schedule called "cosin" (in run 2).',
      'Did you mean "cosine"?',
    ],
    [
      'a parameter',
      { runs: [{ optimizer: 'sgd:momentun=1' }] },
      '"sgd" has no parameter "momentun".',
      'Did you mean "momentum"?',
    ],
    ['a condition', { conditions: ['fgms'] }, 'There is no condition called "fgms".', 'Did you mean "fgsm"?'],
    [
      'a value',
      { conditions: ['fgsm:epsilon=8'] },
      '"epsilon" of "fgsm" must lie in [0, 1] in pixel units: got 8.',
      'Did you mean 8/255?',
    ],
    [
      'a kind of dataset',
      { base: { dataset: { id: 'idz' } } },
      'There is no dataset kind called "idz".',
      'Did you mean "idx"?',
    ],
    [
      'an import',
      { base: { dataset: { id: 'tiny-imagenet' } } },
      'No dataset of the kind "tiny-imagenet" is imported.',
      'Import one: adversarium datasets import <zip or folder>.',
    ],
    [
      'a dataset',
      { base: { dataset: { id: 'idx', imported: 'digitz' } } },
      'There is no imported dataset "digitz" of the kind "idx".',
      'There are: digits (Digits).',
    ],
  ])('refuses a wrong name or value of %s and stores nothing', async (_, config, message, hint) => {
    const host = await startHost()
    const error: unknown = await launch(host, ['fine'], config).catch((reason: unknown) => reason)
    const { message: said, hint: hinted = '' } = error as AppError
    expect([said, hinted]).toEqual([message, expect.stringContaining(hint)])
    expect(await host.client.experiments.list({})).toEqual([])
    expect((await host.client.system.info({})).queued).toBe(0)
  })

  it('asks which dataset is meant where there are several', async () => {
    const folder = temporaryFolder()
    const store = openStore(workspaceAt(folder).database)
    for (const id of ['one', 'two']) store.datasets.put({ ...shapesDataset, id, kind: 'idx', title: `Digits ${id}` })
    store.close()
    const host = await startHost(folder)
    await expect(launch(host, ['fine'])).rejects.toMatchObject({
      code: 'conflict',
      hint: 'Set "dataset.imported" to one of: one (Digits one), two (Digits two).',
    })
    const { runs } = await launch(host, ['fine'], { base: { dataset: { id: 'idx', imported: 'two' } } })
    expect((await host.client.runs.get({ id: runs[0] as string })).config.dataset.imported).toBe('two')
    await untilEvaluated(host, ...runs)
  })
})

describe('a dataset that is removed while a run is launched', () => {
  it('is what the launch says, and nothing is written', async () => {
    const workspace = workspaceWithDataset()
    const host = await startHost(workspace)
    const launched = launch(host, ['late'])
    const store = openStore(workspaceAt(workspace).database)
    store.datasets.remove('digits')
    store.close()
    await expect(launched).rejects.toMatchObject({ code: 'not-found', message: 'There is no dataset "digits".' })
    expect(await host.client.experiments.list({})).toEqual([])
  })
})

describe('presets', () => {
  it('come with the program and can be launched as they are', async () => {
    const host = await startHost(workspaceWithDataset())
    const presets = await host.client.experiments.presets({})
    for (const { title, summary, config } of presets) {
      expect([title, summary].every((text) => text.length > 0)).toBe(true)
      expect(config.runs.length).toBeGreaterThan(0)
    }
  })
})
