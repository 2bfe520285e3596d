import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { parseJson } from '../contract/parse-json.ts'
import type { LogLine } from '../contract/system.ts'
import { logFiles } from './log.ts'

const Entry = z.object({
  at: z.iso.datetime(),
  level: z.enum(['debug', 'info', 'warning', 'error']),
  message: z.string(),
  run: z.string().optional(),
  reason: z.string().optional(),
  error: z.string().optional(),
})

/** A line of the file as people read it; null where it is none, as the half one that a crash leaves. */
export function parseLogLine(text: string): LogLine | null {
  const { success, data } = Entry.safeParse(parseJson(text))
  if (!success) return null
  const reason = data.reason === undefined ? '' : ` ${data.reason}`
  const error = data.error === undefined ? '' : `\n${data.error}`
  return { at: Date.parse(data.at), level: data.level, text: `${data.message}${reason}${error}`, run: data.run ?? null }
}

/** The newest lines, oldest first; of one run where it is named. */
export async function readLog(
  folder: string,
  { limit, run }: { limit: number; run?: string | undefined },
): Promise<LogLine[]> {
  const lines: LogLine[] = []
  for (const file of logFiles(folder)) {
    const texts = (await readFile(file, 'utf8').catch(() => '')).split('\n')
    for (const text of texts.toReversed()) {
      if (run !== undefined && !text.includes(run)) continue
      const line = parseLogLine(text)
      if (line === null || (run !== undefined && line.run !== run)) continue
      if (lines.push(line) === limit) return lines.toReversed()
    }
  }
  return lines.toReversed()
}
