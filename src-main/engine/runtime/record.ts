import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { Card, isDrivenBy } from './card.ts'
import { installedRecordFile, isTensorflowFolder } from './manifest.ts'
import { nvidiaDriver } from './probe.ts'

/** What the bootstrap prepared, and why: read by every engine at its start. */
export const RuntimeRecord = z.object({
  backend: z.enum(['tensorflow', 'javascript']),
  device: z.enum(['cpu', 'gpu']),
  /** The folder with libtensorflow_cc.so.2. */
  tensorflow: z.string().nullable(),
  version: z.string().nullable(),
  addon: z.string().nullable(),
  /** Whether the addon is ours; else it is tfjs-node's alone, which runs every operation by itself. */
  recordsSteps: z.boolean().default(true),
  /** The machine's card, also where it is not used. */
  card: Card.nullable().default(null),
  /** Named by the user, of the active Python, fetched into the cache, or come with an installed program. */
  source: z.enum(['chosen', 'python', 'fetched', 'shipped']).nullable(),
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
  recordsSteps: false,
  card: null,
  source: null,
  reason: 'The TensorFlow runtime was not prepared yet: `npm start` does it.',
}

/**
 * The record in the build's `native` folder; the JavaScript backend where there is none. Paths in it may be relative to
 * that folder, as they are in a program that can lie anywhere. What such a program shipped makes way for what its user
 * installed (`installed`, a record too), as long as that is there and made for the card's driver; null: it does not.
 */
export function readRuntime(nativeFolder: string, installed: string | null = installedRecordFile): RuntimeRecord {
  const at = (path: string | null): string | null => path && resolve(nativeFolder, path)
  const record = readRecord(join(nativeFolder, 'runtime.json'))
  if (record === null) return unprepared
  const own = { ...record, tensorflow: at(record.tensorflow), addon: at(record.addon) }
  if (own.source !== 'shipped' || installed === null) return own
  const other = readRecord(installed)
  if (other === null || other.version !== own.version || other.tensorflow === null) return own
  if (!isTensorflowFolder(other.tensorflow)) return own
  if (isDrivenBy(other.card, nvidiaDriver())) return { ...other, addon: own.addon }
  const reason = `${own.reason} The driver of the card has changed: run "adversarium runtime install gpu" again.`
  return { ...own, reason }
}

/** Whether the folder is that of an installed program, which brought a TensorFlow along. */
export const isShippedProgram = (nativeFolder: string): boolean => readRuntime(nativeFolder, null).source === 'shipped'

function readRecord(file: string): RuntimeRecord | null {
  try {
    return RuntimeRecord.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}

export const writeRuntime = (nativeFolder: string, record: RuntimeRecord): void =>
  writeRecord(join(nativeFolder, 'runtime.json'), record)

export function writeRecord(file: string, record: RuntimeRecord): void {
  mkdirSync(dirname(file), { recursive: true })
  const temporary = `${file}.${process.pid}.tmp`
  writeFileSync(temporary, `${JSON.stringify(record, null, 2)}\n`)
  renameSync(temporary, file)
}

/** The C library backs large tensors with huge pages: fewer faults (measured: engine/SPEED.md). */
const hostMemory = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' }

/** TensorFlow takes a card's memory as it needs it, by CUDA's own allocator: engines and the desktop share the card. */
const cardMemory = { TF_FORCE_GPU_ALLOW_GROWTH: 'true', TF_GPU_ALLOCATOR: 'cuda_malloc_async' }

/**
 * What an engine's environment must hold before it starts: how it takes memory and, on a card, where TensorFlow finds
 * CUDA's libraries. What the user has set stays.
 */
export function runtimeEnvironment(
  { device, tensorflow }: Pick<RuntimeRecord, 'device' | 'tensorflow'>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string> {
  const isOnCard = device === 'gpu' && tensorflow !== null
  const wanted = { ...hostMemory, ...(isOnCard ? cardMemory : {}) }
  return {
    ...Object.fromEntries(Object.entries(wanted).filter(([name]) => environment[name] === undefined)),
    ...(isOnCard ? libraryPath(tensorflow, environment) : {}),
  }
}

function libraryPath(
  tensorflow: string,
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const cuda = cudaFolder(tensorflow)
  if (cuda === null) return {}
  const folders = readdirSync(cuda)
    .map((name) => join(cuda, name, 'lib'))
    .filter((folder) => existsSync(folder))
  const before = environment['LD_LIBRARY_PATH']
  // TensorFlow too: the addon of an installed program would else load the one beside itself.
  return { LD_LIBRARY_PATH: [tensorflow, ...folders, ...(before ? [before] : [])].join(delimiter) }
}

/** In pip's layout CUDA's libraries lie in `nvidia/<part>/lib` beside TensorFlow. */
export function cudaFolder(tensorflow: string): string | null {
  const folder = join(dirname(tensorflow), 'nvidia')
  return existsSync(folder) ? folder : null
}
