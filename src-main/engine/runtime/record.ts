import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** What the bootstrap prepared, and why: read by every engine at its start. */
export const RuntimeRecord = z.object({
  backend: z.enum(['tensorflow', 'javascript']),
  device: z.enum(['cpu', 'gpu']),
  /** The folder with libtensorflow_cc.so.2. */
  tensorflow: z.string().nullable(),
  version: z.string().nullable(),
  addon: z.string().nullable(),
  /** A sentence: where the runtime comes from, or what is missing and which package to install. */
  reason: z.string(),
})
export type RuntimeRecord = z.output<typeof RuntimeRecord>

const unprepared: RuntimeRecord = {
  backend: 'javascript',
  device: 'cpu',
  tensorflow: null,
  version: null,
  addon: null,
  reason: 'The TensorFlow runtime was not prepared yet: `npm start` does it.',
}

/** The record in the build's `native` folder; the JavaScript backend where there is none. */
export function readRuntime(nativeFolder: string): RuntimeRecord {
  try {
    return RuntimeRecord.parse(JSON.parse(readFileSync(join(nativeFolder, 'runtime.json'), 'utf8')))
  } catch {
    return unprepared
  }
}

export function writeRuntime(nativeFolder: string, record: RuntimeRecord): void {
  mkdirSync(nativeFolder, { recursive: true })
  const temporary = join(nativeFolder, `runtime.${process.pid}.tmp`)
  writeFileSync(temporary, `${JSON.stringify(record, null, 2)}\n`)
  renameSync(temporary, join(nativeFolder, 'runtime.json'))
}
