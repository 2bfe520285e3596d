import { describe, expect, it } from 'vitest'
import { contract } from '../../src-main/contract/index.ts'
import { memberKind } from '../../src-main/contract/member-kind.ts'

describe('memberKind', () => {
  it('tells calls from events and refuses every other name', () => {
    expect(memberKind(contract, 'runs.list')).toBe('call')
    expect(memberKind(contract, 'runs.changed')).toBe('event')
    for (const path of [
      'runs',
      'runs.',
      'runs.list.call',
      'runs.constructor',
      '__proto__.toString',
      7,
      null,
      undefined,
    ]) {
      expect(memberKind(contract, path)).toBeNull()
    }
  })
})
