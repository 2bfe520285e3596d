// Reads files as the host's threads do, with their code, in a process that may die of it: node reader.ts <folder>.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { AppError } from '../../../src-main/contract/wire.ts'
import type { Client } from '../../../src-main/contract/index.ts'
import { catalog } from '../../../src-main/core/catalog.ts'
import { loadConfig } from '../../../src-main/cli/config/load-config.ts'
import { decodeImage } from '../../../src-main/host/datasets/decode-image.ts'
import { createDecoder } from '../../../src-main/host/datasets/decode-request.ts'
import { hasImageName } from '../../../src-main/host/datasets/layout-root.ts'
import { planImport } from '../../../src-main/host/datasets/plan.ts'
import { openSource } from '../../../src-main/host/datasets/source.ts'
import { findRuns } from '../../../src-main/host/imported-runs/find-runs.ts'
import { translateRun, unknownConfig } from '../../../src-main/host/imported-runs/translate-run.ts'
import { shippedPresets } from '../../../src-main/host/services/presets.ts'
import { copyWeights } from '../../../src-main/host/weights/copy-weights.ts'
import { bug, taken, type Answer } from '../judge.ts'
import type { ReaderAsks, ReaderTells } from '../reader-room.ts'

const [folder = ''] = process.argv.slice(2)
const cases = join(folder, 'cases')
const program = { programFolder: join(folder, 'program') }
sharp.concurrency(1)
sharp.cache(false)

type Read = (bytes: Uint8Array) => Promise<unknown>

/** All that an import does but for its pool of threads: lists, plans, and decodes what the plan may ask for. */
async function readZip(bytes: Uint8Array): Promise<void> {
  const path = join(cases, 'case.zip')
  writeFileSync(path, bytes)
  const source = await openSource(path)
  try {
    const decode = createDecoder({ source: source.address, imageSize: 8 })
    const images = source.files.filter((file) => hasImageName(file.path)).slice(0, 64)
    const files = [
      ...images.map((file) => source.locate(file.path)),
      { path: '../outside/canary.png', isMissing: true as const },
    ]
    const { reasons } = await decode({ id: 0, files, shape: null })
    if (reasons.at(-1) !== 'is missing') throw new Error('A file outside of the archive was read.')
    for (const reason of reasons) requireReason(reason)
    await planImport(source)
  } finally {
    source.close()
  }
}

async function readIdx(bytes: Uint8Array): Promise<void> {
  const at = 4 + Buffer.from(bytes).readUInt32BE(0)
  writeFileSync(join(cases, 'idx', 't10k-images-idx3-ubyte'), bytes.subarray(4, at))
  writeFileSync(join(cases, 'idx', 't10k-labels-idx1-ubyte'), bytes.subarray(at))
  const source = await openSource(join(cases, 'idx'))
  const plan = await planImport(source, { kind: 'idx' })
  const nothing = (): Promise<void> => Promise.resolve()
  const imageSize = plan.total < 100 && bytes.length % 2 === 0 ? 8 : null
  await plan.decode({ imageSize, signal: undefined, begin: nothing, write: nothing, onProgress: () => undefined })
}

/** What decoders throw continues the sentence "the file …" and is shown as it is. */
async function readImage(bytes: Uint8Array): Promise<void> {
  const size = [null, 8, 64][bytes.length % 3] as number | null
  try {
    await decodeImage(bytes, size)
  } catch (error) {
    requireReason((error as Error).message)
  }
}

function requireReason(reason: string | null): void {
  if (reason !== null && (reason.length > 300 || /\p{Cc}/u.test(reason)))
    throw new Error(`A reason is no sentence: ${reason}`)
}

const readWeights =
  (name: string): Read =>
  async (bytes) => {
    const path = join(cases, name)
    const copy = join(cases, 'copy.safetensors')
    writeFileSync(path, bytes)
    try {
      await copyWeights({ path, within: cases, copy }, () => undefined)
    } finally {
      rmSync(copy, { force: true })
    }
  }

/** The first byte says the kind, by which a log is recognised through its name. */
const logNames = ['events.out.tfevents.1.lab', 'run-a.wandb', 'log.csv', 'log.jsonl'] as const

function readLog(bytes: Uint8Array): Promise<void> {
  const path = join(cases, 'logs')
  rmSync(path, { recursive: true, force: true })
  mkdirSync(path)
  writeFileSync(join(path, logNames[(bytes[0] ?? 0) % logNames.length] ?? 'log.csv'), bytes.subarray(1))
  return Promise.resolve().then(() => {
    for (const run of findRuns(path).runs) {
      const { points, name, notes } = translateRun(run)
      const isStorable = points.every(
        (it) =>
          Number.isSafeInteger(it.step) && Number.isFinite(it.value) && Number.isFinite(it.epoch) && it.name !== '',
      )
      if (!isStorable) throw new Error('A point cannot be stored.')
      unknownConfig(name, points)
      for (const note of notes) requireReason(note.length > 300 ? note.slice(0, 300) : note)
    }
  })
}

const client = {
  system: { catalog: () => Promise.resolve(catalog) },
  experiments: { presets: () => Promise.resolve(shippedPresets(program)) },
} as unknown as Client

async function readConfig(bytes: Uint8Array): Promise<void> {
  const { text, settings } = JSON.parse(Buffer.from(bytes).toString()) as { text: string; settings: string[] }
  const path = join(cases, 'config.json')
  writeFileSync(path, text)
  JSON.stringify(await loadConfig(client, path, settings))
}

const readers: Readonly<Record<string, Read>> = {
  zip: readZip,
  idx: readIdx,
  image: readImage,
  config: readConfig,
  h5: readWeights('case.h5'),
  keras: readWeights('case.keras'),
  safetensors: readWeights('case.safetensors'),
  tfjs: readWeights('tfjs/model.json'),
  logs: readLog,
}

async function read({ target, bytes }: ReaderAsks): Promise<Answer> {
  try {
    await readers[target]?.(bytes)
    return taken
  } catch (error) {
    if (error instanceof AppError) return { kind: 'refused', ...error.body }
    const { stack = String(error) } = error as Error
    return bug(stack.split('\n').slice(0, 4).join(' | '))
  }
}

for (const name of ['idx', 'tfjs']) mkdirSync(join(cases, name), { recursive: true })
process.on('message', (asked: ReaderAsks) => {
  void read(asked).then((answer) => process.send?.({ answer } satisfies ReaderTells))
})
process.send?.({ answer: taken } satisfies ReaderTells)
