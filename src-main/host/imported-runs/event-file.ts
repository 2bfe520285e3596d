import { hash as hashOf, type Hash } from 'node:crypto'
import { basename } from 'node:path'
import { readHyperparameters } from './hyperparameters.ts'
import { readMessage } from './message-fields.ts'
import { readRecords } from './read-records.ts'
import { recordNotes } from './record-notes.ts'
import { readTensorScalar } from './tensor-scalar.ts'

/** A scalar of an event file. */
export interface ScalarEvent {
  readonly tag: string
  readonly step: number
  readonly value: number
}

/** What an event file holds beside its scalars. */
export interface EventFileRead {
  /** SHA-256 of its first record, which is whole from the first moment and holds when the file was begun. */
  readonly first: string | null
  readonly params: ReadonlyMap<string, string>
  readonly notes: string[]
  /** ms since 1970. */
  readonly startedAt: number | null
  readonly finishedAt: number | null
}

/**
 * Reads the scalars of a TensorBoard event file: `Event` messages (tensorflow/core/util/event.proto) in a TFRecord file,
 * `simple_value`s of TensorFlow 1, PyTorch and tensorboardX, and tensors of the `scalars` plugin of TensorFlow 2. Images,
 * histograms, graphs and what else there is are passed over.
 */
export function readEventFile(path: string, hash: Hash, onScalar: (scalar: ScalarEvent) => void): EventFileRead {
  const plugins = new Map<string, string>()
  let params: ReadonlyMap<string, string> = new Map()
  let first: string | null = null
  let startedAt: number | null = null
  let finishedAt: number | null = null
  let unreadable = 0
  const end = readRecords(path, hash, (bytes) => {
    first ??= hashOf('sha256', bytes)
    try {
      const { wallTime, step, values } = readEvent(bytes)
      const at = wallTime > 0 && wallTime < 1e11 ? Math.round(wallTime * 1000) : null
      let hasScalar = false
      for (const value of values) {
        const { tag, plugin, content, scalar } = readValue(value, plugins)
        if (plugin === 'hparams' && content) params = new Map([...params, ...readHyperparameters(content)])
        if (scalar === null || tag.startsWith('_hparams_/')) continue
        hasScalar = true
        onScalar({ tag, step, value: scalar })
      }
      if (hasScalar && at !== null) {
        startedAt = Math.min(startedAt ?? at, at)
        finishedAt = Math.max(finishedAt ?? at, at)
      }
    } catch {
      // The library throws plain errors for bytes that are no message.
      unreadable++
    }
  })
  const name = basename(path)
  const notes = [
    ...recordNotes(name, { isCutOff: end.isCutOff, damaged: end.damaged + unreadable }),
    ...(end.lostAfter === null ? [] : [`"${name}" cannot be read after byte ${end.lostAfter}: the rest is left out.`]),
  ]
  return { first, params, notes, startedAt, finishedAt }
}

function readEvent(bytes: Uint8Array): { wallTime: number; step: number; values: Uint8Array[] } {
  let wallTime = 0
  let step = 0
  const values: Uint8Array[] = []
  readMessage(bytes, (field, reader) => {
    if (field === 1) wallTime = reader.double()
    else if (field === 2) step = Number(reader.int64())
    else if (field === 5) {
      readMessage(reader.bytes(), (own, summary) => {
        if (own === 1) values.push(summary.bytes())
        return own === 1
      })
    } else return false
    return true
  })
  return { wallTime, step, values }
}

interface SummaryValue {
  readonly tag: string
  readonly plugin: string | undefined
  readonly content: Uint8Array | null
  readonly scalar: number | null
}

/** Only the first value of a tag says which plugin it belongs to. */
function readValue(bytes: Uint8Array, plugins: Map<string, string>): SummaryValue {
  let tag = ''
  let simple: number | null = null
  let tensor: Uint8Array | null = null
  let own: { name: string; content: Uint8Array | null } | null = null
  readMessage(bytes, (field, reader) => {
    if (field === 1) tag = reader.string()
    else if (field === 2) simple = reader.float()
    else if (field === 8) tensor = reader.bytes()
    else if (field === 9) own = readPlugin(reader.bytes())
    else return false
    return true
  })
  const named = own as { name: string; content: Uint8Array | null } | null
  if (named && named.name !== '' && plugins.size < 100_000) plugins.set(tag, named.name)
  const plugin = plugins.get(tag)
  const isScalarTensor = tensor !== null && plugin === 'scalars'
  return {
    tag,
    plugin,
    content: named?.content ?? null,
    scalar: isScalarTensor ? readTensorScalar(tensor ?? new Uint8Array()) : simple,
  }
}

/** `SummaryMetadata.plugin_data` (tensorflow/core/framework/summary.proto). */
function readPlugin(bytes: Uint8Array): { name: string; content: Uint8Array | null } {
  let name = ''
  let content: Uint8Array | null = null
  readMessage(bytes, (field, reader) => {
    if (field !== 1) return false
    readMessage(reader.bytes(), (own, plugin) => {
      if (own === 1) name = plugin.string()
      else if (own === 2) content = plugin.bytes()
      else return false
      return true
    })
    return true
  })
  return { name, content }
}
