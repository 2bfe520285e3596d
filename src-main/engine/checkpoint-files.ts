import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { canonicalMethod } from '../contract/method.ts'
import { fault } from '../contract/faults/index.ts'
import { asWriteFault } from '../contract/file-faults.ts'
import { parseJson } from '../contract/parse-json.ts'
import type { AppError } from '../contract/wire.ts'
import type { Network, Variable } from '../core/network/network.ts'
import { nothingSeen } from '../core/training/overfitting.ts'
import type { ModelState, TrainingState } from '../core/training/state.ts'
import type { FreezingState } from '../core/training/trained-blocks.ts'
import { checkpointName } from './checkpoint-folder.ts'
import type { CheckpointFile } from './protocol.ts'
import { readSafetensors } from './safetensors.ts'

const AttackedEpoch = z.object({
  epoch: z.int(),
  validation: z.number(),
  train: z.number().nullable(),
  clean: z.number(),
  loss: z.number(),
})

/**
 * Checkpoints are safetensors files (https://huggingface.co/docs/safetensors): 8 bytes header length, JSON header, data.
 * Tensors carry Keras's variable paths; optimizer slots are `slot/<index>/<path>`, what the objective carries from step to
 * step is `carried/<index>`, flat. `__metadata__` holds the rest of the training state and the SHA-256 of the data.
 */
const Progress = z.object({
  step: z.int(),
  epoch: z.int(),
  stepsPerEpoch: z.int().nullable().default(null),
  schedule: z.record(z.string(), z.number()),
  freezing: z
    .object({ policy: z.string(), since: z.record(z.string(), z.int()), memory: z.record(z.string(), z.number()) })
    .optional(),
  epochLoss: z.object({ sum: z.number(), images: z.int() }).default({ sum: 0, images: 0 }),
  earlyStopping: z.object({ bestValue: z.number().nullable(), bestEpoch: z.int(), epochsWithoutImprovement: z.int() }),
  keeping: z.object({ otherBest: z.number().nullable() }).default({ otherBest: null }),
  overfitting: z
    .object({
      best: AttackedEpoch.nullable(),
      before: AttackedEpoch.nullable(),
      epochsBelow: z.int(),
      isCollapsed: z.boolean(),
      isTold: z.boolean(),
    })
    .default(nothingSeen),
})
type Named = readonly [path: string, shape: readonly number[], values: Float32Array]

/**
 * Writes a file of its own for this step and epoch: under a temporary name, synced, renamed. Older ones stay: the host
 * removes them once it has recorded this one. Throws `storage` where the disk does not take it; then nothing is left.
 */
export function writeCheckpoint(
  folder: string,
  kind: CheckpointFile['kind'],
  network: Network,
  state: TrainingState,
): CheckpointFile {
  const path = join(folder, checkpointName(kind, state))
  const parts = encode(network, state)
  const bytes = parts.reduce((sum, { length }) => sum + length, 0)
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  const temporary = `${path}.${process.pid}.tmp`
  try {
    mkdirSync(folder, { recursive: true })
    writeSynced(temporary, parts)
    renameSync(temporary, path)
    syncFolder(folder)
  } catch (error) {
    rmSync(temporary, { force: true })
    const what = `the checkpoint of step ${state.step} (${(bytes / 1e6).toFixed(1)} MB)`
    throw asWriteFault(error, what, 'resume the run')
  }
  return { kind, step: state.step, epoch: state.epoch, path, bytes, sha256: hash.digest('hex') }
}

function writeSynced(path: string, parts: readonly Buffer[]): void {
  const file = openSync(path, 'w')
  try {
    for (const part of parts) for (let at = 0; at < part.length;) at += writeSync(file, part, at)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function encode(network: Network, state: TrainingState): Buffer[] {
  const tensors: Named[] = [
    ...named(network.weights, state.weights),
    ...named(network.statistics, state.statistics),
    ...state.slots.flatMap((slots, weight) =>
      slots.map((values, slot): Named => {
        const { path, shape } = network.weights[weight] as Variable
        return [`slot/${slot}/${path}`, shape, values]
      }),
    ),
    ...(state.carried ?? []).map((values, i): Named => [`carried/${i}`, [values.length], values]),
  ]
  const data = createHash('sha256')
  const entries: Record<string, unknown> = {}
  const buffers = tensors.map(([, , values]) => Buffer.from(values.buffer, values.byteOffset, values.byteLength))
  let offset = 0
  tensors.forEach(([path, shape, values], i) => {
    data.update(buffers[i] as Buffer)
    entries[path] = { dtype: 'F32', shape, data_offsets: [offset, offset + values.byteLength] }
    offset += values.byteLength
  })
  const { weights: _, statistics: __, slots: ___, carried: ____, ...rest } = state
  const progress = JSON.stringify(rest)
  const json = JSON.stringify({ __metadata__: { progress, sha256: data.digest('hex') }, ...entries })
  const padded = Buffer.from(json.padEnd(Math.ceil(Buffer.byteLength(json) / 8) * 8))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(padded.length))
  return [length, padded, ...buffers]
}

function named(variables: readonly Variable[], values: readonly Float32Array[]): Named[] {
  return variables.map((variable, i) => [variable.path, variable.shape, values[i] as Float32Array])
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Reads a checkpoint for this network. Throws `invalid-input` naming the file and what does not fit. */
export function readCheckpoint(path: string, network: Network): TrainingState {
  const { metadata, shapes, values } = readSafetensors(path, 'a checkpoint', (reason, cause) =>
    fault('checkpoint-unreadable', { path, reason }, cause),
  )
  const refuse = (reason: string): AppError =>
    fault('checkpoint-of-another', { file: basename(path), folder: dirname(path), reason })
  const take = (name: string, shape: readonly number[]): Float32Array => {
    const stored = shapes.get(name)
    if (!stored) throw refuse(`it has no "${name}"`)
    if (stored.join() !== shape.join()) throw refuse(`"${name}" is [${stored}], expected [${shape}]`)
    return values(name)
  }
  const slotCount = [...shapes.keys()].filter((name) => /^slot\/\d+\//.test(name)).length / network.weights.length
  if (!Number.isInteger(slotCount)) throw refuse('its optimizer slots belong to another network')
  const text = metadata['progress']
  if (text === undefined) throw refuse('it holds no state to go on from')
  const parsed = Progress.safeParse(parseJson(text))
  if (!parsed.success) throw refuse('its state to go on from is damaged')
  const { freezing = nothingFrozen(network), ...progress } = parsed.data
  const carried = [...shapes.keys()].filter((name) => name.startsWith('carried/'))
  return {
    ...progress,
    freezing,
    weights: network.weights.map(({ path: name, shape }) => take(name, shape)),
    statistics: network.statistics.map(({ path: name, shape }) => take(name, shape)),
    slots: network.weights.map(({ path: name, shape }) =>
      Array.from({ length: slotCount }, (_, slot) => take(`slot/${slot}/${name}`, shape)),
    ),
    ...(carried.length > 0 && { carried: carried.map((_, i) => values(`carried/${i}`)) }),
  }
}

/** What holds for a file from before there were freezing policies. */
function nothingFrozen({ blocks }: Network): FreezingState {
  const policy = canonicalMethod({ id: 'all', params: {} })
  return { policy, since: Object.fromEntries(blocks.map((name) => [name, 0])), memory: {} }
}

/** The base model's weights and moving statistics alone. */
export function readModel(path: string, network: Network): ModelState {
  const { weights, statistics } = readCheckpoint(path, network)
  return { weights, statistics }
}
