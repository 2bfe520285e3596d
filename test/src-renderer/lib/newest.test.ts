import { describe, expect, it } from 'vitest'
import { newest } from '../../../src-renderer/lib/newest.ts'

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

describe('newest', () => {
  it('asks once for requests that follow one another, with the last value', async () => {
    const asked: number[] = []
    const draw = newest(async (value: number) => void asked.push(value), 5)
    for (const value of [1, 2, 3]) draw.request(value)
    await wait(30)
    expect(asked).toEqual([3])
  })

  it('tells an answer that a newer request has overtaken', async () => {
    const drawn: number[] = []
    const delays = [40, 1]
    const draw = newest(async (value: number, isNewest) => {
      await wait(delays[value] ?? 0)
      if (isNewest()) drawn.push(value)
    }, 1)
    draw.request(0)
    await wait(15)
    draw.request(1)
    await wait(60)
    expect(drawn).toEqual([1])
  })

  it('asks nothing after it was cancelled', async () => {
    const asked: number[] = []
    const draw = newest(async (value: number) => void asked.push(value), 5)
    draw.request(1)
    draw.cancel()
    await wait(20)
    expect(asked).toEqual([])
  })
})
