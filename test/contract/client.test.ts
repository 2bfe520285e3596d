import { describe, expect, it } from 'vitest'
import { createClient } from '../../src-main/contract/client.ts'
import { contract } from '../../src-main/contract/index.ts'
import { AppError, type Reply } from '../../src-main/contract/wire.ts'

describe('createClient', () => {
  it('turns calls into paths and error replies into AppErrors', async () => {
    const calls: [string, unknown][] = []
    const replies: Reply[] = [
      { ok: true, value: [] },
      { ok: false, error: { code: 'not-found', message: 'No run "x".', hint: 'List them.' } },
    ]
    const client = createClient(contract, {
      async call(path, input) {
        calls.push([path, input])
        return replies.shift() as Reply
      },
      subscribe: () => () => undefined,
    })

    await expect(client.runs.list({})).resolves.toEqual([])
    await expect(client.runs.get({ id: 'x' })).rejects.toThrow(
      new AppError('not-found', 'No run "x".', { hint: 'List them.' }),
    )
    expect(calls).toEqual([
      ['runs.list', {}],
      ['runs.get', { id: 'x' }],
    ])
  })

  it('subscribes by path and ends the subscription', () => {
    const listeners = new Map<string, (payload: unknown) => void>()
    const client = createClient(contract, {
      call: () => Promise.reject(new Error('no call was expected')),
      subscribe(path, listener) {
        listeners.set(path, listener)
        return () => listeners.delete(path)
      },
    })
    const seen: unknown[] = []
    const stop = client.runs.on('points', (batch) => seen.push(batch))
    listeners.get('runs.points')?.({ run: 'a', points: [] })
    stop()
    expect(seen).toEqual([{ run: 'a', points: [] }])
    expect(listeners.size).toBe(0)
  })
})
