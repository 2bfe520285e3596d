import { readFileSync, writeFileSync } from 'node:fs'

/** Linux counts the peak from here on; elsewhere it counts from the start of the process. */
export function forgetPeakMemory(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5')
  } catch {
    // Not Linux, or not allowed: peakMemory then tells more than was needed, never less.
  }
}

/** Resident memory of this process at its peak, in bytes. */
export function peakMemory(): number {
  try {
    const [, kibibytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
    if (kibibytes !== undefined) return Number(kibibytes) * 1024
  } catch {
    // Not Linux.
  }
  return process.resourceUsage().maxRSS * 1024
}
