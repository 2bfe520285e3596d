import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { namesOf, reachableName } from '../../src-main/host/own-names.ts'

describe('the names of a host', () => {
  it('are those of the loopback alone where it listens there', () => {
    expect([...namesOf('127.0.0.1')]).toEqual(['127.0.0.1', 'localhost', '[::1]'])
    expect(reachableName()).toBe('127.0.0.1')
  })

  it('are its address and its name where it listens there, and all of the machine where everywhere', () => {
    expect(namesOf('192.0.2.7')).toContain('192.0.2.7')
    expect(namesOf('2001:db8::7')).toContain('[2001:db8::7]')
    expect(reachableName('2001:db8::7')).toBe('[2001:db8::7]')
    expect(namesOf('0.0.0.0')).toContain(hostname().toLowerCase())
    expect(namesOf('0.0.0.0')).not.toContain('0.0.0.0')
    expect(reachableName('0.0.0.0')).toBe(hostname().toLowerCase())
  })
})
