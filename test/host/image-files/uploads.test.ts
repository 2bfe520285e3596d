import { describe, expect, it, vi } from 'vitest'
import { maxImageFileBytes } from '../../../src-main/contract/index.ts'
import { createUploads } from '../../../src-main/host/image-files/uploads.ts'

describe('uploads', () => {
  it('puts a file together, and forgets it when it is taken', () => {
    const uploads = createUploads()
    uploads.add('a', 0, Uint8Array.of(1, 2))
    uploads.add('b', 0, Uint8Array.of(9))
    uploads.add('a', 2, Uint8Array.of(3))
    expect([...uploads.take('a')]).toEqual([1, 2, 3])
    expect(() => uploads.take('a')).toThrow('did not arrive whole')
    uploads.add('b', 0, Uint8Array.of(7))
    expect([...uploads.take('b')]).toEqual([7])
  })

  it('refuses a piece whose predecessor is missing, and what is too large', () => {
    const uploads = createUploads()
    expect(() => uploads.add('a', 2, Uint8Array.of(3))).toThrow('did not arrive whole')
    uploads.add('a', 0, Uint8Array.of(1, 2))
    expect(() => uploads.add('a', 1, Uint8Array.of(3))).toThrow('did not arrive whole')
    expect(() => uploads.add('large', 0, new Uint8Array(maxImageFileBytes + 1))).toThrow('may have 64 MiB')
  })

  it('holds few files at once', () => {
    const uploads = createUploads()
    for (const name of ['a', 'b', 'c', 'd', 'e']) uploads.add(name, 0, Uint8Array.of(1))
    expect(() => uploads.take('a')).toThrow('did not arrive whole')
    expect([...uploads.take('b')]).toEqual([1])
  })

  it('holds few bytes, those of the newest', () => {
    const uploads = createUploads()
    const half = new Uint8Array(maxImageFileBytes / 2)
    for (const name of ['a', 'b', 'c']) uploads.add(name, 0, half)
    uploads.add('a', half.length, half)
    uploads.add('b', half.length, Uint8Array.of(1))
    expect(() => uploads.take('a')).toThrow('did not arrive whole')
    expect(uploads.take('b')).toHaveLength(half.length + 1)
    expect(uploads.take('c')).toHaveLength(half.length)
  })

  it('forgets what nobody sends on', () => {
    vi.useFakeTimers()
    try {
      const uploads = createUploads()
      uploads.add('a', 0, Uint8Array.of(1))
      vi.advanceTimersByTime(59_000)
      uploads.add('a', 1, Uint8Array.of(2))
      vi.advanceTimersByTime(59_000)
      uploads.add('a', 2, Uint8Array.of(3))
      vi.advanceTimersByTime(60_000)
      expect(() => uploads.take('a')).toThrow('did not arrive whole')
    } finally {
      vi.useRealTimers()
    }
  })
})
