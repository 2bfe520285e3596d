import { describe, expect, it, vi } from 'vitest'
import type { Host } from '../../../src-main/host/create-host.ts'
import { launch, startHost, untilEvaluated, untilRun } from '../../support/test-host.ts'

/** The fake engine is right on all ten images under `clean`, and on the last three under anything else. */
async function startWithTwoRuns(): Promise<{ host: Host; runs: string[] }> {
  const host = await startHost()
  const { runs } = await launch(host, ['base', 'adversarial'], { conditions: ['clean', 'fgsm:epsilon=2/255'] })
  await untilEvaluated(host, ...runs)
  return { host, runs }
}

describe('compare', () => {
  it('gives counts with a Wilson interval and an exact McNemar p for every two runs', async () => {
    const { host, runs } = await startWithTwoRuns()
    const { rows, pairs } = await host.client.evaluations.compare({ runs })
    expect(
      rows.map(({ name, condition, correct, n, accuracy, top5 }) => [name, condition, correct, n, accuracy, top5]),
    ).toEqual([
      ['base', 'clean', 10, 10, 1, 1],
      ['adversarial', 'clean', 10, 10, 1, 1],
      ['base', 'fgsm:epsilon=2/255', 3, 10, 0.3, 0.3],
      ['adversarial', 'fgsm:epsilon=2/255', 3, 10, 0.3, 0.3],
    ])
    // Wilson 1927, equation 5, z = 1.959964: 3 of 10.
    const [low, high] = rows[2]?.interval ?? [0, 0]
    expect([low, high].map((bound) => bound.toFixed(4))).toEqual(['0.1078', '0.6032'])
    expect(pairs).toEqual([
      { runs, condition: 'clean', n: 10, fixed: 0, broken: 0, bothRight: 10, p: 1 },
      { runs, condition: 'fgsm:epsilon=2/255', n: 10, fixed: 0, broken: 0, bothRight: 3, p: 1 },
    ])
  })

  it('takes a run once, and refuses an unknown one', async () => {
    const { host, runs } = await startWithTwoRuns()
    const [first] = runs as [string, string]
    expect((await host.client.evaluations.compare({ runs: [first, first] })).rows).toHaveLength(2)
    await expect(host.client.evaluations.compare({ runs: ['nobody'] })).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('robustness checks', () => {
  it('stay with the evaluation of an attack, in the order of the registry, and reach every comparison', async () => {
    const { host, runs } = await startWithTwoRuns()
    const [first, second] = runs as [string, string]
    const checksOf = async (run: string) =>
      (await host.client.evaluations.list({ runs: [run] })).map(({ checks }) => checks)
    const inTheBall = { id: 'in-the-ball', title: 'Attack in the ball', verdict: 'passed', reason: 'All of them.' }
    const title = 'Transfer from another run not stronger'
    // The first was evaluated before the other had a checkpoint.
    expect(await checksOf(first)).toEqual([
      [],
      [inTheBall, { id: 'transfer', title, verdict: 'not-run', reason: 'There is no other run.' }],
    ])
    const fromFirst = { id: 'transfer', title, verdict: 'suspicious', reason: 'Tried from base.' }
    expect(await checksOf(second)).toEqual([[], [inTheBall, fromFirst]])
    const { rows } = await host.client.evaluations.compare({ runs })
    expect(rows.at(-1)?.checks).toEqual([inTheBall, fromFirst])
  })
})

describe('confusion', () => {
  it('is a query on the rows of an evaluation', async () => {
    const { host, runs } = await startWithTwoRuns()
    const evaluations = await host.client.evaluations.list({ runs: runs.slice(0, 1) })
    const evaluation = evaluations[1]?.id ?? ''
    const counts = await host.client.evaluations.confusion({ evaluation })
    expect(counts).toHaveLength(8)
    expect(counts.slice(0, 2).map((row) => row.slice(0, 2))).toEqual([
      [1, 4],
      [3, 2],
    ])
    for (const id of ['x', '999', '1; DROP TABLE run', '-1']) {
      await expect(host.client.evaluations.confusion({ evaluation: id })).rejects.toMatchObject({ code: 'not-found' })
    }
  })
})

describe('launching evaluations', () => {
  it('makes what is not there yet and returns what is', async () => {
    const { host, runs } = await startWithTwoRuns()
    const [run] = runs as [string, string]
    const conditions = ['fgsm:epsilon=2/255,clip=true', 'gaussian-noise:sigma=0.2']
    const evaluations = await host.client.evaluations.launch({ run, conditions })
    expect(evaluations.map(({ state }) => state)).toEqual(['done', 'queued'])
    await untilEvaluated(host, run)
    expect(await host.client.evaluations.list({ runs: [run] })).toHaveLength(3)
    const train = await host.client.evaluations.launch({ run, conditions: ['clean'], split: 'train' })
    expect(train).toMatchObject([{ split: 'train', n: 80 }])
    await untilEvaluated(host, run)
  })

  it('sees as many images as were asked for, and more when more are', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['some'], { conditions: ['clean'], evaluationImages: 4 })
    const [run] = runs as [string]
    const counts = async () => (await host.client.evaluations.list({ runs })).map(({ n, correct }) => [n, correct])
    await untilEvaluated(host, run)
    expect(await counts()).toEqual([[4, 4]])
    expect(await host.client.evaluations.launch({ run, conditions: ['clean'], images: 3 })).toMatchObject([
      { state: 'done', n: 4 },
    ])
    expect(await host.client.evaluations.launch({ run, conditions: ['clean'] })).toMatchObject([
      { state: 'queued', n: 10 },
    ])
    await untilEvaluated(host, run)
    expect(await counts()).toEqual([[10, 10]])
  })

  it('evaluates anew on demand, and refuses more images while it is at it', async () => {
    const { host, runs } = await startWithTwoRuns()
    const [first] = runs as [string, string]
    const attack = { run: first, conditions: ['fgsm:epsilon=2/255'] }
    expect(await host.client.evaluations.launch({ ...attack, again: true })).toMatchObject([
      { state: 'queued', correct: null, checks: [] },
    ])
    await untilEvaluated(host, first)
    const [, evaluation] = await host.client.evaluations.list({ runs: [first] })
    // Now the other run is there to try.
    expect(evaluation).toMatchObject({ state: 'done', correct: 3 })
    expect(evaluation?.checks.at(-1)?.reason).toBe('Tried from adversarial.')

    const { runs: slow } = await launch(host, ['wait for evaluation'], { conditions: ['clean'], evaluationImages: 4 })
    const stateOf = async () => (await host.client.evaluations.list({ runs: slow }))[0]?.state
    await vi.waitFor(async () => expect(await stateOf()).toBe('running'))
    const more = { run: slow[0] ?? '', conditions: ['clean'] }
    await expect(host.client.evaluations.launch(more)).rejects.toMatchObject({
      code: 'conflict',
      message: '"wait for evaluation" is being evaluated under clean on 4 images: more can be seen when that is done.',
    })
    expect(await host.client.evaluations.launch({ ...more, images: 4 })).toMatchObject([{ state: 'running', n: 4 }])
  })

  it('waits for a run that is still training, and refuses what has no checkpoint', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['wait', 'crash at once'], { conditions: [] })
    const [waiting, crashed] = runs as [string, string]
    await untilRun(host, waiting, 'running')
    expect(await host.client.evaluations.launch({ run: waiting, conditions: ['clean'] })).toMatchObject([
      { state: 'queued', checkpoint: null },
    ])
    const some = { run: waiting, conditions: ['salt-and-pepper'] }
    await host.client.evaluations.launch({ ...some, images: 3 })
    const [extended] = await host.client.evaluations.launch({ ...some, images: 5 })
    expect(extended).toMatchObject({ state: 'queued', n: 5 })
    expect((await host.client.evaluations.list({ runs: [waiting] })).map(({ n }) => n)).toEqual([10, 5])
    await expect(
      host.client.evaluations.launch({ run: waiting, conditions: ['clean'], checkpoint: 'best' }),
    ).rejects.toMatchObject({ code: 'conflict' })
    await host.client.runs.cancel({ id: waiting })
    await untilRun(host, waiting, 'cancelled')
    const [kept] = await host.client.runs.checkpoints({ id: waiting })
    const byNumber = { run: waiting, conditions: ['gaussian-noise:sigma=0.2'] }
    expect(await host.client.evaluations.launch({ ...byNumber, checkpoint: kept?.id ?? 0 })).toMatchObject([
      { state: 'queued', checkpoint: kept?.id },
    ])
    await expect(host.client.evaluations.launch({ ...byNumber, checkpoint: 4711 })).rejects.toMatchObject({
      code: 'not-found',
      message: '"wait" keeps no checkpoint 4711.',
    })
    await untilRun(host, crashed, 'crashed')
    await expect(host.client.evaluations.launch({ run: crashed, conditions: ['clean'] })).rejects.toMatchObject({
      code: 'conflict',
      message: '"crash at once" has no last checkpoint: there is nothing to evaluate.',
    })
    await expect(
      host.client.evaluations.launch({ run: waiting, conditions: ['training-attack'] }),
    ).rejects.toMatchObject({ code: 'invalid-input', hint: expect.stringContaining('fgsm') })
  })
})
