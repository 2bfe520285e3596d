const windowMs = 10 * 60 * 1000
const limit = 3

/**
 * Tells when engines crash so often that the next job would only crash too: three times in ten minutes, by
 * a clock that never jumps.
 */
export function createCrashGuard(now: () => number): { crashed(): boolean; reset(): void } {
  let crashes: number[] = []
  return {
    /** Returns whether the limit is reached. */
    crashed() {
      crashes = [...crashes.filter((at) => now() - at < windowMs), now()]
      return crashes.length >= limit
    },
    reset() {
      crashes = []
    },
  }
}
