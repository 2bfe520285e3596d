import { describe, expect, it } from 'vitest'
import { createTasks } from '../../src-main/host/tasks.ts'

describe('createTasks', () => {
  it('cancels everything under a name, in the lane too, and nothing else', async () => {
    const cancelledInLane: string[] = []
    const tasks = createTasks({ cancel: (task) => void cancelledInLane.push(task) })
    const go = Promise.withResolvers<void>()
    const work = async (signal: AbortSignal): Promise<string> => {
      await go.promise
      signal.throwIfAborted()
      return 'done'
    }
    const ends = Promise.allSettled([tasks.run('a', work), tasks.run('a', work), tasks.run('b', work)])
    tasks.cancel('a')
    tasks.cancel('nobody')
    go.resolve()
    const cancelled = { status: 'rejected', reason: { code: 'cancelled' } }
    expect(await ends).toMatchObject([cancelled, cancelled, { status: 'fulfilled', value: 'done' }])
    expect(cancelledInLane).toEqual(['a', 'nobody'])
    expect(await tasks.run('a', work)).toBe('done')
  })
})
