import { describe, expect, it } from 'vitest'
import { createCrashGuard } from '../../src-main/host/crash-guard.ts'

const minute = 60_000

describe('createCrashGuard', () => {
  it('counts three crashes in ten minutes', () => {
    let now = 0
    const guard = createCrashGuard(() => now)
    const crashAt = (at: number): boolean => {
      now = at
      return guard.crashed()
    }
    expect([0, 6, 11, 15, 16].map((at) => crashAt(at * minute))).toEqual([false, false, false, true, true])
    guard.reset()
    expect(crashAt(17 * minute)).toBe(false)
  })
})
