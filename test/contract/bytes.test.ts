import { describe, expect, it } from 'vitest'
import { decodeFrame, encodeFrame } from '../../src-main/contract/bytes.ts'

describe('frames with bytes', () => {
  it('come back as they were, wherever the bytes stand', () => {
    const pixels = Uint8Array.from({ length: 20_001 }, (_, i) => (i * 31) % 256)
    const map = new Uint8Array(new Float32Array([0.1, -2, 3e-9]).buffer)
    const frame = { id: 1, reply: { ok: true, value: { pixels, maps: [map, new Uint8Array()] } } }
    expect(decodeFrame(encodeFrame(frame))).toEqual(frame)
  })

  it('leave text and objects alone that only look alike', () => {
    const frame = {
      text: '{"$bytes":"AAAA"}',
      object: { $bytes: 'AAAA', more: 1 },
      number: { $bytes: 3 },
      other: { $bytes: '!' },
    }
    expect(decodeFrame(encodeFrame(frame))).toEqual(frame)
  })

  it('refuse what is no JSON', () => {
    expect(() => decodeFrame('{')).toThrow(SyntaxError)
  })
})
