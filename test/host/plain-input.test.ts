import { describe, expect, it } from 'vitest'
import { requirePlain } from '../../src-main/host/plain-input.ts'

const nested = (depth: number): unknown => {
  let value: unknown = 1
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { value }
  return value
}

describe('requirePlain', () => {
  it('takes JSON, bytes and what is left out', () => {
    const bare: unknown = Object.assign(Object.create(null) as object, { a: 1 })
    for (const input of [undefined, null, 1, Number.NaN, 'a', true, [], {}, { a: undefined }, bare, nested(60)]) {
      expect(() => requirePlain(input)).not.toThrow()
    }
    expect(() => requirePlain({ pixels: new Uint8Array(3), buffer: Buffer.from('a') })).not.toThrow()
    expect(() => requirePlain(JSON.parse('{"__proto__":{"a":1}}'))).not.toThrow()
  })

  it('refuses circles and what nests without end', () => {
    const circle: unknown[] = []
    circle.push(circle, circle)
    for (const input of [circle, { circle }, nested(70), nested(100_000)]) {
      expect(() => requirePlain(input)).toThrow(/nests deeper|more than 1000000 values/)
    }
  })

  it('refuses what can be cloned, but is no JSON', () => {
    const strange = [new Map(), new Set(), new Date(), /a/, 1n, new Float32Array(1), new ArrayBuffer(1), new Error('a')]
    for (const value of strange) {
      expect(() => requirePlain({ list: [value] })).toThrow('The input has what is neither JSON nor bytes')
    }
  })
})
