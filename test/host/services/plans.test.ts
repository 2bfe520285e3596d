import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatMethod, parseMethod, PlanContent, type PlanWork } from '../../../src-main/contract/index.ts'
import type { Host } from '../../../src-main/host/create-host.ts'
import { resolveCondition } from '../../../src-main/host/services/conditions.ts'
import { openStore } from '../../../src-main/store/store.ts'
import { launch, startHost, until, untilEvaluated, untilRun, workspaceWithDataset } from '../../support/test-host.ts'

const content = { title: 'Mine', conditions: ['fog:severity=2', 'pgd:steps=20', 'clean', 'fgsm', 'snow'] }

const workOf = (plan: string, runs: readonly string[]): PlanWork => ({
  ...{ plan, images: null },
  subjects: runs.map((run) => ({ run, checkpoint: 'last' })),
})

/** A run that is half-way through fog, of so many images, and a plan over it. */
async function halfway(host: Host, evaluationImages: number | null = null): Promise<PlanWork> {
  const conditions = ['fog:severity=2']
  const { runs } = await launch(host, ['half of an evaluation'], { conditions, evaluationImages })
  const fog = await until(
    host,
    'evaluations.changed',
    () => host.client.evaluations.list({}),
    ([first]) => first?.state === 'running',
  )
  const evaluation = fog[0]?.id ?? ''
  const seen = () => host.client.evaluations.gallery({ evaluation, outcome: 'all' })
  while ((await seen()).total < 4) await new Promise((resolve) => setTimeout(resolve, 10))
  return workOf((await host.client.plans.save(content)).id, runs)
}

const untilDone = (host: Host, work: PlanWork) =>
  until(
    host,
    'evaluations.changed',
    () => host.client.plans.progress(work),
    ({ waiting }) => waiting === 0,
  )

describe('plans', () => {
  it('come with the program, each condition one that there is', async () => {
    const { client } = await startHost()
    const shipped = await client.plans.list({})
    expect(shipped.map(({ id, conditions, images }) => [id, conditions.length, images])).toEqual([
      ['autoattack', 3, 1000],
      ['quick', 9, 500],
      ['tiny-imagenet-c-published', 76, null],
      ['tiny-imagenet-c', 76, null],
      ['paper', 84, 1000],
    ])
    for (const { title, conditions } of shipped) {
      // What is no condition, or is one twice, would be refused, or kept once.
      const copy = await client.plans.save({ title: `${title}, mine`, conditions })
      expect(copy.conditions).toHaveLength(conditions.length)
    }
  })

  it('are kept, changed and removed, but none that comes with the program, and no title twice', async () => {
    const workspace = workspaceWithDataset()
    const { client } = await startHost(workspace)
    const { id } = await client.plans.save(content)
    await client.plans.save({ ...content, id, images: 50 })
    expect((await client.plans.list({})).at(-1)).toMatchObject({ id, images: 50, isShipped: false })
    await expect(client.plans.save({ ...content, title: 'mine' })).rejects.toMatchObject({ code: 'conflict' })
    await expect(client.plans.save({ ...content, title: 'Other', conditions: ['fogg'] })).rejects.toMatchObject({
      hint: expect.stringContaining('"fog"'),
    })
    await expect(client.plans.remove({ id: 'paper' })).rejects.toMatchObject({ code: 'conflict' })
    const fog = formatMethod(resolveCondition(parseMethod('fog')))
    const saved = await client.plans.save({ title: 'Twice', conditions: ['fog', fog, 'fog:severity=2'] })
    expect(saved.conditions).toHaveLength(2)
    await client.plans.remove({ id })
    await expect(client.plans.progress(workOf(id, ['x']))).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('a plan over runs', () => {
  it('computes what is missing, clean first, cheap before dear, a run after the other', async () => {
    const host = await startHost()
    const { client } = host
    const { runs } = await launch(host, ['base', 'adversarial'], { conditions: ['snow'] })
    await untilEvaluated(host, ...runs)
    const { id } = await client.plans.save(content)
    const order: string[] = []
    client.evaluations.on('changed', ({ run, condition, state }) => {
      if (state === 'running') order.push(`${run === runs[0] ? 'base' : 'adversarial'} ${condition.id}`)
    })
    const started = await client.plans.start(workOf(id, runs))
    expect(started).toMatchObject({ total: 10, done: 2, waiting: 8 })
    const ended = await untilDone(host, workOf(id, runs))
    expect(ended).toMatchObject({ total: 10, done: 10, waiting: 0, failed: 0, secondsLeft: null })
    expect(order).toEqual([
      ...['base clean', 'adversarial clean', 'base fog', 'adversarial fog'],
      ...['base fgsm', 'adversarial fgsm', 'base pgd', 'adversarial pgd'],
    ])
    expect(ended.evaluations.map(({ run, condition }) => [run, condition.id])).toEqual(
      runs.flatMap((run) => ['fog', 'pgd', 'clean', 'fgsm', 'snow'].map((condition) => [run, condition])),
    )
    // Once more: nothing is queued.
    expect(await client.plans.start(workOf(id, runs))).toMatchObject({ done: 10, waiting: 0 })
  })

  it('is cancelled and goes on to the same table, behind the images that were done', async () => {
    const host = await startHost()
    const { client } = host
    const work = await halfway(host)
    await client.plans.start(work)
    const [fog] = await client.evaluations.list({})
    const seen = () => client.evaluations.gallery({ evaluation: fog?.id ?? '', outcome: 'all' })
    await client.plans.cancel(work)
    expect(await untilDone(host, work)).toMatchObject({ total: 5, done: 0, waiting: 0 })
    expect((await seen()).total).toBe(4)

    await client.plans.start(work)
    expect(await untilDone(host, work)).toMatchObject({ total: 5, done: 5 })
    expect((await client.evaluations.list({}))[0]).toMatchObject({ state: 'done', n: 10, correct: 3 })
  })

  it('goes on where it is started again before the engine heard of its cancellation', async () => {
    const host = await startHost()
    const work = await halfway(host)
    const states: string[] = []
    host.client.evaluations.on('changed', ({ condition, state }) => {
      if (condition.id === 'fog') states.push(state)
    })
    await host.client.plans.start(work)
    await host.client.plans.cancel(work)
    await host.client.plans.start(work)
    expect(await untilDone(host, work)).toMatchObject({ total: 5, done: 5 })
    expect(states).not.toContain('cancelled')
  })

  it('queues the others where one is being evaluated on fewer images, and says so', async () => {
    const host = await startHost()
    const work = await halfway(host, 5)
    const started = await host.client.plans.start(work)
    expect(started).toMatchObject({
      ...{ total: 5, waiting: 5 },
      leftOut: [expect.stringMatching(/^fog.*evaluated on 5 images: ask for 10/)],
    })
    await host.client.plans.cancel({ ...work, now: true })
  })

  it('is of as many images as it asks for, whatever was cancelled before, but for what came further', async () => {
    const host = await startHost()
    const work = await halfway(host)
    await host.client.plans.start(work)
    await host.client.plans.cancel(work)
    await untilDone(host, work)
    const small = { ...work, images: 2 }
    await host.client.plans.start(small)
    const { evaluations } = await untilDone(host, small)
    expect(evaluations.map(({ condition, state, n }) => [condition.id, state, n])).toEqual([
      ['fog', 'done', 10],
      ...['pgd', 'clean', 'fgsm', 'snow'].map((id) => [id, 'done', 2]),
    ])
  })

  it('goes on by itself after the host ended', async () => {
    const workspace = workspaceWithDataset()
    const first = await startHost(workspace)
    const { runs } = await launch(first, ['half of an evaluation'], { conditions: ['fog:severity=2'] })
    const work = workOf((await first.client.plans.save(content)).id, runs)
    await until(
      first,
      'evaluations.changed',
      () => first.client.evaluations.list({}),
      ([fog]) => fog?.state === 'running',
    )
    await first.client.plans.start(work)
    await first.close()

    const second = await startHost(workspace)
    expect(await untilDone(second, work)).toMatchObject({ total: 5, done: 5 })
  })

  it('goes on with the others where an engine crashes, and then behind what that one had predicted', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['crash in an evaluation'], { conditions: ['snow'] })
    await untilEvaluated(host, ...runs)
    const work = workOf((await host.client.plans.save(content)).id, runs)
    await host.client.plans.start(work)
    expect(await untilDone(host, work)).toMatchObject({ total: 5, done: 4, failed: 1 })
    await host.client.plans.start(work)
    expect(await untilDone(host, work)).toMatchObject({ total: 5, done: 5, failed: 0 })
    const fog = (await host.client.evaluations.list({})).find(({ condition }) => condition.id === 'fog')
    expect(fog).toMatchObject({ n: 10, correct: 3 })
  })

  it('leaves out what the images do not allow, and says why', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['base'])
    await untilEvaluated(host, ...runs)
    const plan = await host.client.plans.save({
      title: 'Boxes',
      conditions: ['clean', 'background-gray', 'training-attack'],
    })
    const { total, leftOut } = await host.client.plans.progress(workOf(plan.id, runs))
    expect([total, leftOut]).toEqual([
      1,
      [expect.stringContaining('trains against an attack'), expect.stringMatching(/^background-gray/)],
    ])
  })

  it('leaves out a run without its checkpoint and a condition that is gone, and takes a run once', async () => {
    const workspace = workspaceWithDataset()
    const store = openStore(join(workspace, 'store', 'adversarium.db'))
    const conditions = ['clean', 'of-another-version:severity=2']
    store.plans.put({ ...PlanContent.parse({ title: 'Old', conditions }), id: 'old', isShipped: false }, 1)
    store.close()
    const host = await startHost(workspace)
    const { runs } = await launch(host, ['base', 'crash at once'])
    const [base = '', crashed = ''] = runs
    await untilRun(host, crashed, 'crashed')
    const started = await host.client.plans.start(workOf('old', [base, crashed, base]))
    expect(started).toMatchObject({
      total: 1,
      leftOut: [
        expect.stringMatching(/^of-another-version:severity=2: There is no condition/),
        expect.stringMatching(/^"crash at once" has no last checkpoint/),
      ],
    })
    await expect(host.client.plans.start(workOf('old', [crashed]))).rejects.toMatchObject({
      ...{ code: 'conflict', message: expect.stringContaining('has no last checkpoint') },
    })
  })
})
