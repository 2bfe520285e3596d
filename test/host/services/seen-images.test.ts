import { expect, describe, it } from 'vitest'
import type { Host } from '../../../src-main/host/create-host.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { launch, startHost, untilEvaluated } from '../../support/test-host.ts'
import { writeTinyImagenet } from '../../support/tiny-imagenet-source.ts'

const leftOut =
  'Under "background-swap", 3 of 12 validation images are left out, since they have no box around their object, or one that covers more than 90 % of the image.'

/** Of its twelve validation images, nine have a box. The engine of these hosts computes nothing. */
async function startWithBoxes(): Promise<{ host: Host; base: Record<string, unknown> }> {
  const host = await startHost(temporaryFolder())
  const { id } = await host.client.datasets.import({ path: await writeTinyImagenet(temporaryFolder()) })
  return { host, base: { dataset: { id: 'tiny-imagenet', imported: id }, epochs: 1, batchSize: 8 } }
}

describe('conditions that do not suit all images', () => {
  it('are evaluated on those that they suit, and say how many are left out', async () => {
    const { host, base } = await startWithBoxes()
    const config = { base, runs: [{ name: 'small' }], conditions: ['clean', 'background-swap'] }
    const problems = await host.client.experiments.check({ config })
    expect(problems.map(({ severity, message }) => [severity, message])).toContainEqual(['warning', leftOut])

    const { runs } = await host.client.experiments.launch(config)
    const [run = ''] = runs
    const events = await host.client.runs.events({ id: run })
    expect(events.map(({ message }) => message)).toContain(leftOut)
    const asked = await host.client.evaluations.list({ runs })
    expect(asked.map(({ condition, n }) => [condition.id, n])).toEqual([
      ['clean', 12],
      ['background-swap', 9],
    ])
    await untilEvaluated(host, run)
    const [again] = await host.client.evaluations.launch({ run, conditions: ['background-swap'] })
    expect(again).toMatchObject({ state: 'done', n: 9 })
  })

  it('are refused where they suit none, before anything is queued', async () => {
    const host = await startHost()
    const message = '"background-swap" needs boxes around the objects: generated images have none.'
    const config = { base: { dataset: { id: 'shapes' } }, runs: [{}], conditions: ['background-swap'] }
    const problems = await host.client.experiments.check({ config })
    expect(problems).toContainEqual(expect.objectContaining({ severity: 'error', message, path: 'conditions' }))
    await expect(host.client.experiments.launch(config)).rejects.toMatchObject({ code: 'invalid-input' })
    expect(await host.client.runs.list({})).toEqual([])
  })

  it('are refused for a run whose images have no boxes', async () => {
    const { host, base } = await startWithBoxes()
    const { runs } = await launch(host, ['small'], { base: { ...base, dataset: { id: 'shapes' } } })
    const [run = ''] = runs
    await untilEvaluated(host, run)
    await expect(host.client.evaluations.launch({ run, conditions: ['background-gray'] })).rejects.toMatchObject({
      code: 'invalid-input',
      hint: 'Import Tiny ImageNet with its files of boxes, or leave the condition out.',
    })
    expect(await host.client.evaluations.list({ runs })).toHaveLength(1)
  })
})
