import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { followPlan } from '../../../src-main/cli/client/follow-plan.ts'
import { watchInterrupts } from '../../../src-main/cli/client/interrupts.ts'
import { createOutput } from '../../../src-main/cli/terminal/output.ts'
import { launch, startHost, until, untilRun } from '../../support/test-host.ts'

it('ends an evaluation with what it saw at Ctrl-C, and at the second one with its engine', async () => {
  const host = await startHost()
  const { runs } = await launch(host, ['deaf in an evaluation'], { conditions: [] })
  const [run = ''] = runs
  await untilRun(host, run, 'done')
  const signals = new EventEmitter()
  let time = 0
  const interrupts = watchInterrupts(signals, () => (time += 1000))
  const written: string[] = []
  const stdout = { write: (text: string) => written.push(text) }
  const output = createOutput({ isJson: true, stdout, stderr: stdout, env: {} })
  const { promise: closed } = Promise.withResolvers<void>()
  const connection = { client: host.client, url: '', notice: null, isOwn: true, closed, close: () => host.close() }
  const work = { plan: 'autoattack', images: null, subjects: [{ run, checkpoint: 'last' as const }] }
  const followed = followPlan(connection, { output, interrupts }, work)
  const isRunning = async () => (await host.client.evaluations.list({})).some(({ state }) => state === 'running')
  await until(host, 'evaluations.changed', isRunning, Boolean)
  signals.emit('SIGINT')
  await until(
    host,
    'evaluations.changed',
    () => host.client.plans.progress(work),
    ({ waiting }) => waiting === 1,
  )
  // It heard nothing, as one in a long step.
  expect(await isRunning()).toBe(true)
  signals.emit('SIGINT')
  expect(await followed).toMatchObject({ code: 130 })
  interrupts.dispose()
  expect(written.join('')).toMatch(/what was seen is kept … Ctrl-C again stops at once/)
  expect((await host.client.evaluations.list({})).map(({ state }) => state)).toEqual(Array(3).fill('cancelled'))
})
