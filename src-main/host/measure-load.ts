import { readFileSync } from 'node:fs'
import { cpus, freemem, totalmem } from 'node:os'
import type { Load } from '../contract/system.ts'

/** Returns the function that measures; the share of the processor is that since its last call. */
export function createLoadMeter(now: () => number): (enginePid: number | null) => Load {
  let before = processorTimes()
  return (enginePid) => {
    const after = processorTimes()
    const total = after.total - before.total
    const cpu = total === 0 ? 0 : Math.min(1, Math.max(0, 1 - (after.idle - before.idle) / total))
    before = after
    const memoryTotalBytes = totalmem()
    return {
      at: now(),
      cpu,
      memoryBytes: memoryTotalBytes - freemem(),
      memoryTotalBytes,
      engineBytes: enginePid === null ? null : residentBytes(enginePid),
    }
  }
}

function processorTimes(): { total: number; idle: number } {
  const times = cpus().map((core) => core.times)
  return {
    total: times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0),
    idle: times.reduce((sum, { idle }) => sum + idle, 0),
  }
}

/** Null where the system has no such file, or the process ended. */
function residentBytes(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? null : Number(kilobytes) * 1024
  } catch {
    return null
  }
}
