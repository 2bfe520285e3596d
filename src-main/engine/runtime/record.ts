import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { z } from 'zod'

/** What the bootstrap prepared, and why: read by every engine at its start. */
export const RuntimeRecord = z.object({
  backend: z.enum(['tensorflow', 'javascript']),
  device: z.enum(['cpu', 'gpu']),
  /** The folder with libtensorflow_cc.so.2. */
  tensorflow: z.string().nullable(),
  version: z.string().nullable(),
  addon: z.string().nullable(),
  /** Named by the user, of the active Python, or fetched into the cache. */
  source: z.enum(['chosen', 'python', 'fetched']).nullable(),
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
  source: null,
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

/** What an engine's environment must hold before it starts: on a card, where TensorFlow finds CUDA's libraries. */
export function runtimeEnvironment(
  { device, tensorflow }: Pick<RuntimeRecord, 'device' | 'tensorflow'>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string> {
  const cuda = tensorflow === null ? null : cudaFolder(tensorflow)
  if (device === 'cpu' || cuda === null) return {}
  const folders = readdirSync(cuda)
    .map((name) => join(cuda, name, 'lib'))
    .filter((folder) => existsSync(folder))
  const before = environment['LD_LIBRARY_PATH']
  return { LD_LIBRARY_PATH: [...folders, ...(before ? [before] : [])].join(delimiter) }
}

/** In pip's layout CUDA's libraries lie in `nvidia/<part>/lib` beside TensorFlow. */
export function cudaFolder(tensorflow: string): string | null {
  const folder = join(dirname(tensorflow), 'nvidia')
  return existsSync(folder) ? folder : null
}
