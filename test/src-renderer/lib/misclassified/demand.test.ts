import { describe, expect, it } from 'vitest'
import { computed } from 'vue'
import { AppError } from '../../../../src-main/contract/index.ts'
import { createDemand, type DemandOptions } from '../../../../src-renderer/lib/misclassified/demand.ts'
import { settled } from '../../support/with-stores.ts'

/** Requests that the test answers when it wants to. */
function scripted(options: Partial<DemandOptions<number, string>> = {}) {
  const requests: { keys: readonly number[]; signal: AbortSignal; answer(): void; fail(error: Error): void }[] = []
  const demand = createDemand<number, string>({
    batch: 2,
    parallel: 2,
    capacity: 3,
    load: (keys, signal) =>
      new Promise((resolve, fail) => {
        requests.push({ keys, signal, fail, answer: () => resolve(keys.map((key) => [key, `value ${key}`])) })
      }),
    ...options,
  })
  return { demand, requests, asked: () => requests.map(({ keys }) => keys) }
}

describe('demand', () => {
  it('asks in batches, a few at a time, and never twice for the same', async () => {
    const { demand, requests, asked } = scripted()
    demand.want([1, 2, 3, 4, 5])
    demand.want([1, 2, 3, 4, 5])
    expect(asked()).toEqual([
      [1, 2],
      [3, 4],
    ])
    requests[0]?.answer()
    await settled()
    expect(asked().at(-1)).toEqual([5])
    expect(demand.get(2)).toBe('value 2')
  })

  it('does not wait for what is no longer wanted', () => {
    const { demand, requests, asked } = scripted()
    demand.want([1, 2, 3, 4])
    demand.want([3, 7])
    expect(requests.map(({ signal }) => signal.aborted)).toEqual([true, false, false])
    expect(asked().at(-1)).toEqual([7])
  })

  it('forgets the longest unwanted first and keeps what is wanted', async () => {
    const { demand, requests } = scripted({ batch: 1, parallel: 8 })
    for (const key of [1, 2, 3, 4]) {
      demand.want([1, key])
      requests.at(-1)?.answer()
      requests[0]?.answer()
      await settled()
    }
    expect([1, 2, 3, 4].map((key) => demand.get(key) !== undefined)).toEqual([true, false, true, true])
  })

  it('keeps the failure of a key until it is asked to try again', async () => {
    const { demand, requests, asked } = scripted()
    demand.want([1])
    requests[0]?.fail(new AppError('not-found', 'The file is gone.'))
    await settled()
    demand.want([1])
    expect([demand.failure(1)?.message, asked().length]).toEqual(['The file is gone.', 1])
    demand.retry()
    requests[1]?.answer()
    await settled()
    expect([demand.failure(1), demand.get(1)]).toEqual([undefined, 'value 1'])
  })

  it('forgets what is stale: values, failures and answers under way', async () => {
    const { demand, requests, asked } = scripted({ batch: 1, parallel: 8 })
    demand.want([1, 2, 3, 4])
    requests[0]?.answer()
    requests[1]?.fail(new AppError('conflict', 'It is evaluated anew.'))
    requests[3]?.answer()
    await settled()
    demand.forget((key) => key < 4)
    expect([1, 2, 3, 4].map((key) => demand.get(key))).toEqual([undefined, undefined, undefined, 'value 4'])
    expect([demand.failure(2), requests[2]?.signal.aborted]).toEqual([undefined, true])
    expect(asked().slice(4)).toEqual([[1], [2], [3]])
    // The answer to the question that was asked before.
    requests[2]?.answer()
    await settled()
    expect(demand.get(3)).toBeUndefined()
    requests[6]?.answer()
    await settled()
    expect(demand.get(3)).toBe('value 3')
  })

  it('wakes only those who look at the key that came', async () => {
    const { demand, requests } = scripted({ batch: 1 })
    let readings = 0
    const one = computed(() => {
      readings++
      return demand.get(1)
    })
    expect(one.value).toBeUndefined()
    demand.want([2, 1])
    requests[0]?.answer()
    await settled()
    expect([one.value, readings]).toEqual([undefined, 1])
    requests[1]?.answer()
    await settled()
    expect([one.value, readings]).toEqual(['value 1', 2])
  })

  it('knows of single keys why they have no value', async () => {
    const refusal = new AppError('not-a-number', 'Not a number.')
    const { demand } = scripted({
      load: async (keys) => keys.map((key) => [key, key === 2 ? refusal : 'there'] as const),
    })
    demand.want([1, 2])
    await settled()
    expect([demand.get(1), demand.get(2), demand.failure(1), demand.failure(2)]).toEqual([
      ...['there', undefined, undefined, refusal],
    ])
  })
})
