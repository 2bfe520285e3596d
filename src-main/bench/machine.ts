import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus, platform, release, totalmem } from 'node:os'
import { z } from 'zod'
import { readRuntime } from '../engine/runtime/record.ts'
import { native, root } from './places.ts'

/** What figures depend on besides the program. */
export const Machine = z.object({
  cpu: z.string(),
  cores: z.int(),
  memoryGigabytes: z.number(),
  system: z.string(),
  node: z.string(),
  tensorflow: z.string().nullable(),
})
export type Machine = z.output<typeof Machine>

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 1e9),
    system: `${platform()} ${release().split('.').slice(0, 2).join('.')}`,
    node: process.versions.node,
    tensorflow: readRuntime(native).version,
  }
}

/** The commit that is measured, `-dirty` where files differ from it; null outside of a checkout. */
export function describeCommit(): string | null {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty', '--exclude=*'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return null
  }
}
