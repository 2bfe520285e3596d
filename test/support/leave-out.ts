import { it } from 'vitest'

/** Says in one line what of this file cannot run, and counts it as skipped. Called while tests are collected. */
export function leaveOut(what: string, reason: string): void {
  console.log(`SKIPPED ${what}: ${reason}`)
  it.skip(`${what}: ${reason}`, () => undefined)
}
