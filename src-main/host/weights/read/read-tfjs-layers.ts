import { basename, dirname, isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../../contract/wire.ts'
import { parseJson } from '../../../contract/parse-json.ts'
import { limits, refuse } from '../refuse.ts'
import { addTensor, type FileLayer, type FileTensor, type WeightFile } from '../weight-file.ts'
import { openFile, type OpenFile } from './file-bytes.ts'
import { readModelConfig, type ModelConfig } from './model-config.ts'

const Shape = z.array(z.int().min(0)).max(limits.rank)
const Model = z.object({
  format: z.string().optional(),
  modelTopology: z
    .looseObject({ keras_version: z.string().optional(), model_config: z.unknown().optional() })
    .nullish(),
  weightsManifest: z.array(
    z.object({
      paths: z.array(z.string()),
      weights: z.array(
        z.object({ name: z.string(), shape: Shape, dtype: z.string(), quantization: z.unknown().optional() }),
      ),
    }),
  ),
})
const Scaling = z.object({ scale: z.array(z.number()), offset: z.array(z.number()) })
type Group = z.output<typeof Model>['weightsManifest'][number]

interface ModelFile {
  readonly path: string
  /** For messages. */
  readonly name: string
  readonly within: string | undefined
}

/**
 * Reads a TensorFlow.js layers model: `model.json` and the shards beside it. `path`: that JSON file; `within`: the folder
 * that neither may lie outside of.
 * Throws `invalid-input`.
 */
export function readTfjsLayers(path: string, within?: string): WeightFile {
  const name = basename(path)
  const parsed = Model.safeParse(parseJson(readText(path, name, within)))
  if (!parsed.success) throw refuse(name, 'is JSON, but no model.json of TensorFlow.js', 'Choose its model.json.')
  const { format, modelTopology, weightsManifest } = parsed.data
  if (format === 'graph-model') {
    throw refuse(name, 'is a graph model of TensorFlow.js, whose layers are gone', 'Convert it as a layers model.')
  }
  const byLayer = new Map<string, FileTensor[]>()
  let totalBytes = 0
  for (const group of weightsManifest) {
    totalBytes += group.weights.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0)
    if (totalBytes > limits.totalBytes) throw refuse(name, 'claims more than 2 GiB of values')
    for (const { owner, tensor } of readGroup(group, { path, name, within })) {
      addTensor(byLayer, owner, tensor)
    }
  }
  const layers = [...byLayer].map(([owner, tensors]): FileLayer => {
    const parts = owner.split('/')
    return { name: parts.at(-1) as string, className: null, within: parts.slice(0, -1), tensors }
  })
  const config = readModelConfig(modelTopology?.model_config ?? modelTopology)
  const kerasVersion = modelTopology?.keras_version ?? null
  return { format: 'tfjs-layers', kerasVersion, layers: [...normalizationsOf(config), ...layers], config }
}

/**
 * TensorFlow.js has no Normalization; our exports have a Rescaling of that name by channel: x · s + o is
 * (x − mean) / √variance with variance 1 / s² and mean −o / s.
 */
function normalizationsOf(config: ModelConfig | null): FileLayer[] {
  return (config?.layers ?? []).flatMap(({ name, className, options }): FileLayer[] => {
    const scaling = Scaling.safeParse(options)
    if (className !== 'Rescaling' || name !== 'normalization' || !scaling.success) return []
    const { scale, offset } = scaling.data
    const shape = [scale.length]
    const variance = Float32Array.from(scale, (factor) => factor ** -2)
    const mean = Float32Array.from(scale, (factor, i) => -(offset[i] ?? 0) / factor)
    const tensors = [
      { name: 'mean', shape, values: mean },
      { name: 'variance', shape, values: variance },
    ]
    return [{ name, className: null, within: [], tensors }]
  })
}

function* readGroup(group: Group, model: ModelFile): Generator<{ owner: string; tensor: FileTensor }> {
  const { name } = model
  if (group.paths.length > limits.shards) throw refuse(name, `names ${group.paths.length} shards in one group`)
  const shards: OpenFile[] = []
  try {
    for (const shard of group.paths) shards.push(openShard(shard, model))
    const available = shards.reduce((sum, { size }) => sum + size, 0)
    const wanted = group.weights.reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0)
    let position = 0
    for (const { name: variable, shape, dtype, quantization } of group.weights) {
      if (dtype !== 'float32' || quantization !== undefined) {
        const kind = quantization === undefined ? dtype : 'quantized'
        throw refuse(name, `has "${variable}" as ${kind}, expected float32`, 'Convert it without quantization.')
      }
      if (wanted !== available) {
        throw refuse(name, `needs ${wanted} bytes of weights, its shards have ${available}`, 'Copy all shards again.')
      }
      const bytes = across(shards, position, 4 * sizeOf(shape))
      position += bytes.length
      const parts = variable.split('/')
      const tensor = { name: parts.at(-1) as string, shape, values: new Float32Array(bytes.buffer) }
      yield { owner: parts.slice(0, -1).join('/'), tensor }
    }
  } finally {
    for (const shard of shards) shard.close()
  }
}

function readText(path: string, name: string, within: string | undefined): string {
  const file = openFile(path, within)
  try {
    if (file.size > limits.jsonBytes) throw refuse(name, 'is JSON of more than 64 MiB')
    return new TextDecoder().decode(file.slice(0, file.size))
  } finally {
    file.close()
  }
}

function openShard(shard: string, { path, name, within }: ModelFile): OpenFile {
  if (isAbsolute(shard) || shard.split(/[/\\]/).includes('..')) {
    throw refuse(name, `names the shard "${shard}", which points outside of its folder`)
  }
  try {
    return openFile(join(dirname(path), shard), within)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw refuse(name, `needs "${shard}" beside it, which cannot be opened`, 'Copy all files of the model.', error)
  }
}

/** Bytes of the shards as if they were one file. */
function across(shards: readonly OpenFile[], position: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  let [done, start] = [0, 0]
  for (const shard of shards) {
    const from = Math.max(0, position + done - start)
    if (done < length && from < shard.size) {
      const part = shard.slice(from, Math.min(shard.size - from, length - done))
      bytes.set(part, done)
      done += part.length
    }
    start += shard.size
  }
  return bytes
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1)
}
