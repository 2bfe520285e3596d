import { describe, expect, it } from 'vitest'
import type { Host } from '../../../src-main/host/create-host.ts'
import { parseMethod } from '../../../src-main/contract/method.ts'
import { launch, startHost, untilEvaluated, untilRun } from '../../support/test-host.ts'

async function evaluated(...conditions: string[]): Promise<{ host: Host; run: string }> {
  const host = await startHost()
  const { runs } = await launch(host, ['My "run" #1'], { conditions: conditions.map(parseMethod) })
  const [run = ''] = runs
  await untilRun(host, run, 'done')
  await untilEvaluated(host, run)
  return { host, run }
}

describe("an entry of RobustBench's model_info", () => {
  it('holds accuracies in percent as text, and nothing that no program knows', async () => {
    const { host, run } = await evaluated('clean', 'autoattack:epsilon=8/255')
    const { rows } = await host.client.evaluations.compare({ runs: [run] })
    const [clean, robust] = ['clean', 'autoattack:epsilon=8/255'].map(
      (condition) => (rows.find((row) => row.condition === condition)?.accuracy ?? Number.NaN) * 100,
    )
    const { text, place } = await host.client.reports.robustBench({ run })
    expect(JSON.parse(text)).toEqual({
      ...{ link: null, name: null, authors: null, additional_data: false, number_forward_passes: 1 },
      ...{ dataset: 'idx', venue: null, architecture: 'Small CNN', eps: '8/255' },
      clean_acc: clean?.toFixed(2),
      reported: null,
      autoattack_acc: robust?.toFixed(2),
      footnote: expect.stringContaining('10 validation images'),
      unreliable: expect.any(Boolean),
    })
    expect(place).toBe('model_info/idx/Linf/Myrun1.json')
  })

  it('takes what a person says of the paper, and names the file as RobustBench does', async () => {
    const { host, run } = await evaluated('clean', 'autoattack-l2:epsilon=0.5')
    const facts = { name: 'Overfitting in training', authors: 'Leslie Rice, Eric Wong', venue: 'ICML 2020', year: 2020 }
    const { text, place } = await host.client.reports.robustBench({ run, facts })
    expect(place).toBe('model_info/idx/L2/Rice2020Overfitting.json')
    expect(JSON.parse(text)).toMatchObject({ eps: '0.5', venue: 'ICML 2020', authors: 'Leslie Rice, Eric Wong' })
  })

  it('is refused in a sentence where AutoAttack was weaker than the standard, or clean is missing', async () => {
    const weak = await evaluated('clean', 'autoattack:epsilon=8/255,steps=10')
    await expect(weak.host.client.reports.robustBench({ run: weak.run })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining("AutoAttack's standard version alone"),
    })
    const dirty = await evaluated('autoattack:epsilon=8/255')
    await expect(dirty.host.client.reports.robustBench({ run: dirty.run })).rejects.toThrow(/not evaluated clean/)
  })
})

describe('a model card', () => {
  it('has the sections of Mitchell et al., the metadata of the hub, and the figures of its checkpoint', async () => {
    const { host, run } = await evaluated('clean', 'fgsm:epsilon=2/255')
    const [last] = await host.client.runs.checkpoints({ id: run })
    const { name, text } = await host.client.reports.modelCard({ checkpoint: last?.id ?? 0 })
    expect(name).toBe(`my-run-1-epoch-${last?.epoch}-model-card.md`)
    const [, metadata = '', body = ''] = /^---\n([^]*?)\n---\n([^]*)$/.exec(text) ?? []
    expect(metadata).toContain('pipeline_tag: image-classification')
    expect(metadata).toContain('  - name: "My \\"run\\" #1"')
    expect(metadata.match(/- type: accuracy/g)).toHaveLength(2)
    for (const title of [
      ...['Model details', 'Intended use', 'Factors', 'Metrics', 'Evaluation data', 'Training data'],
      ...['Quantitative analyses', 'Ethical considerations', 'Caveats and recommendations'],
    ]) {
      expect(body).toContain(`\n## ${title}\n`)
    }
    expect(body).toContain(last?.sha256)
    expect(body).toMatch(/\| fgsm:epsilon=2\/255 +\| 10 +\| /)
  })

  it('says so where there is no such checkpoint', async () => {
    const host = await startHost()
    await expect(host.client.reports.modelCard({ checkpoint: 99 })).rejects.toMatchObject({ code: 'not-found' })
  })
})
