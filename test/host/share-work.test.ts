import { expect, it } from 'vitest'
import { createWorkSharing, type SharedWork } from '../../src-main/host/share-work.ts'
import { createTasks } from '../../src-main/host/tasks.ts'

function setting() {
  const tasks = createTasks({ cancel: () => undefined })
  const share = createWorkSharing<string>(tasks)
  const begun: SharedWork[] = []
  const ends: ((result: string) => void)[] = []
  const ask = (task: string) =>
    tasks.run(task, (signal) =>
      share('same', { task, signal }, (work) => {
        begun.push(work)
        return new Promise((resolve, reject) => {
          ends.push(resolve)
          work.signal.addEventListener('abort', () => reject(work.signal.reason as Error))
        })
      }),
    )
  return { tasks, begun, ends, ask }
}

it('works once for all who ask for the same, and tells who they are', async () => {
  const { begun, ends, ask } = setting()
  const both = [ask('a'), ask('b')]
  expect(begun).toHaveLength(1)
  expect(begun[0]?.askers()).toEqual(['a', 'b'])
  ends[0]?.('done')
  expect(await Promise.all(both)).toEqual(['done', 'done'])
})

it('goes on when one of them is cancelled, the first too', async () => {
  const { tasks, begun, ends, ask } = setting()
  const first = ask('a').catch((error: unknown) => error)
  const second = ask('b')
  tasks.cancel('a')
  expect(await first).toMatchObject({ code: 'cancelled' })
  expect(begun[0]?.askers()).toEqual(['b'])
  expect(begun[0]?.signal.aborted).toBe(false)
  ends[0]?.('done')
  expect(await second).toBe('done')
})

it('ends with the last of them, and begins anew for who asks then', async () => {
  const { tasks, begun, ends, ask } = setting()
  const both = ['a', 'b'].map((task) => ask(task).catch((error: unknown) => error))
  tasks.cancel('a')
  tasks.cancel('b')
  const third = ask('c')
  expect(await Promise.all(both)).toMatchObject([{ code: 'cancelled' }, { code: 'cancelled' }])
  await expect.poll(() => begun.length).toBe(2)
  ends[1]?.('again')
  expect(await third).toBe('again')
})
