import { describe, expect, it } from 'vitest'
import { launch, startHost, untilRun } from '../../support/test-host.ts'

describe('the linear model of a run', () => {
  it('is refused for every other network, in a sentence', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['small'])
    const [run = ''] = runs
    await untilRun(host, run, 'done')
    await expect(host.client.linearModels.read({ run })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(
        /^Expected a logistic regression of two classes: "small" is small-cnn of \d classes\.$/,
      ),
    })
    await expect(host.client.linearModels.read({ run: 'nobody' })).rejects.toMatchObject({ code: 'not-found' })
  })

  it('cannot be trained against its worst case where the classes are more than two', async () => {
    const host = await startHost()
    const base = { dataset: { id: 'idx' }, architecture: 'logistic-regression', objective: 'worst-case-linear' }
    const config = { base, runs: [{ name: 'linear' }] }
    await expect(host.client.experiments.launch(config)).rejects.toMatchObject({ code: 'invalid-input' })
    const problems = await host.client.experiments.check({ config })
    expect(problems.filter(({ severity }) => severity === 'error')).toMatchObject([
      { path: 'objective', message: expect.stringContaining('one linear layer and two classes') },
    ])
  })
})
