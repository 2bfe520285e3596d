import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { watchInterrupts } from '../../src-main/cli/client/interrupts.ts'

function setUp() {
  const source = new EventEmitter()
  let time = 0
  const interrupts = watchInterrupts(source, () => time)
  const press = (afterMs: number): void => {
    time += afterMs
    source.emit('SIGINT')
  }
  return { source, interrupts, press }
}

describe('watchInterrupts', () => {
  it('cancels where nobody listens', async () => {
    const { interrupts, press } = setUp()
    press(0)
    await expect(interrupts.stopped).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('counts for a listener, and takes a signal that was handed on for the same one', () => {
    const { interrupts, press } = setUp()
    const counts: number[] = []
    interrupts.handle((count) => counts.push(count))
    press(0)
    press(5)
    press(1000)
    expect(counts).toEqual([1, 2])
  })

  it('leaves the process as it was', () => {
    const { source, interrupts } = setUp()
    interrupts.dispose()
    expect(source.eventNames()).toEqual([])
  })
})
