import { describe, expect, it } from 'vitest'
import { createKeepLater } from '../../src-main/host/keep-later.ts'

const open = () => {
  const lines: string[] = []
  return { lines, later: createKeepLater({ write: (level, text) => lines.push(`${level}: ${text}`) }) }
}

describe('what is kept later', () => {
  it('is there at once, and written before anybody goes on who waits for that', async () => {
    const { later } = open()
    const value = { map: 1 }
    let isWritten = false
    later.keep('a', value, async () => void (isWritten = true))
    expect([later.get('a'), later.get('b'), isWritten]).toEqual([value, undefined, false])
    await later.settled('a')
    expect([later.get('a'), isWritten]).toEqual([undefined, true])
    await later.settled('a')
  })

  it('is written when the host ends, without waiting', async () => {
    const { later } = open()
    const written: string[] = []
    for (const name of ['a', 'b']) later.keep(name, {}, async () => void written.push(name))
    await later.stop()
    expect(written).toEqual(['a', 'b'])
  })

  it('is lost with a line in the log where the disk does not take it', async () => {
    const { later, lines } = open()
    later.keep('a', {}, () => Promise.reject(new Error('full')))
    await later.stop()
    expect(later.get('a')).toBeUndefined()
    expect(lines).toEqual(['warning: What was computed for an image could not be kept.'])
  })
})
