import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { faults } from './finding.ts'

const Row = z.object({
  victim: z.string(),
  rounds: z.int(),
  inside: z.int(),
  /** Earlier records lack them. */
  resumes: z.int().default(0),
  points: z.int(),
  faults: z.record(z.enum(faults), z.int()),
})

/** One campaign, a line of the history file. Names no machine. */
export const CampaignRecord = z.object({
  /** ISO 8601. */
  date: z.string(),
  commit: z.string().nullable(),
  cores: z.int(),
  seed: z.int(),
  rounds: z.int(),
  seconds: z.number(),
  /** What could not take part, and why. */
  skipped: z.array(z.string()),
  rows: z.array(Row),
})
export type CampaignRecord = z.output<typeof CampaignRecord>

/** The newest line of a file of JSON lines, as this schema reads it; null where there is none. */
export function readLast<T>(file: string, schema: z.ZodType<T>): T | null {
  if (!existsSync(file)) return null
  const line = readFileSync(file, 'utf8').trim().split('\n').at(-1) ?? ''
  return line === '' ? null : schema.parse(JSON.parse(line))
}
