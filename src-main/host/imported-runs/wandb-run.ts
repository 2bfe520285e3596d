import { hash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { BinaryReader } from '@bufbuild/protobuf/wire'
import { createCollector } from './collect-series.ts'
import { limits, type FoundRun } from './found-run.ts'
import { flatten } from './json-history.ts'
import { readMessage } from './message-fields.ts'
import { readRows, type Cell, type Row } from './read-rows.ts'
import { recordNotes } from './record-notes.ts'
import { refuse } from './refuse.ts'
import { isWandbLog, readWandbLog } from './wandb-log.ts'

/** What the records of one transaction log say. */
interface LogContent {
  id: string
  name: string
  readonly params: Map<string, string>
  readonly rows: Row[]
  unreadable: number
}

/**
 * The run of a W&B transaction log (`run-<id>.wandb`): its history, configuration and name from `Record` messages
 * (wandb/proto/wandb_internal.proto), as they are written offline and online alike.
 */
export function readWandbRun(path: string): FoundRun {
  const file = basename(path)
  if (statSync(path).size > limits.textBytes) refuse(file, `has more than ${limits.textBytes / 2 ** 20} MiB`)
  const bytes = readFileSync(path)
  if (!isWandbLog(bytes))
    refuse(file, 'is no transaction log of W&B', 'Choose the folder "wandb", or export the run as CSV.')
  const content: LogContent = { id: '', name: '', params: new Map(), rows: [], unreadable: 0 }
  const { isCutOff, damaged } = readWandbLog(bytes, (record) => {
    try {
      readRecord(record, content)
    } catch {
      // The library throws plain errors for bytes that are no message.
      content.unreadable++
    }
  })
  const name = content.name || content.id || basename(dirname(path))
  const collector = createCollector(name)
  const read = readRows(content.rows, collector)
  return {
    name,
    source: 'wandb',
    path,
    identity: `wandb ${content.id === '' ? hash('sha256', bytes.subarray(0, 64)) : content.id}`,
    sha256: hash('sha256', bytes),
    series: collector.series(),
    params: content.params,
    notes: [
      ...recordNotes(file, { isCutOff, damaged: damaged + content.unreadable }),
      ...(read?.notes ?? []),
      ...collector.notes(),
    ],
    startedAt: read?.startedAt ?? null,
    finishedAt: read?.finishedAt ?? null,
  }
}

function readRecord(record: Uint8Array, content: LogContent): void {
  readMessage(record, (field, reader) => {
    if (field === 2) content.rows.push(readHistory(reader.bytes()))
    else if (field === 5) readConfig(reader.bytes(), content.params)
    else if (field === 17) readRun(reader.bytes(), content)
    else return false
    return true
  })
}

/** `RunRecord`: run_id, config, display_name. */
function readRun(bytes: Uint8Array, content: LogContent): void {
  readMessage(bytes, (field, reader) => {
    if (field === 1) content.id = reader.string().slice(0, limits.nameLength)
    else if (field === 4) readConfig(reader.bytes(), content.params)
    else if (field === 8) content.name = reader.string().slice(0, limits.nameLength)
    else return false
    return true
  })
}

/** `HistoryRecord`: items, and the step where no item says it. */
function readHistory(bytes: Uint8Array): Row {
  const row: Row[number][] = []
  let step: number | null = null
  readMessage(bytes, (field, reader) => {
    if (field === 1) row.push(...readItem(reader.bytes()))
    else if (field === 2) step = readStep(reader.bytes())
    else return false
    return true
  })
  return step === null || row.some(([key]) => key === '_step') ? row : [...row, ['_step', step]]
}

function readStep(bytes: Uint8Array): number {
  let step = 0
  readMessage(bytes, (field, reader) => {
    if (field === 1) step = Number(reader.int64())
    return field === 1
  })
  return step
}

/** Values that newer versions write without JSON. */
const typed: Readonly<Record<number, (reader: BinaryReader) => Cell>> = {
  4: (reader) => reader.bool(),
  5: (reader) => Number(reader.int64()),
  6: (reader) => reader.double(),
  7: (reader) => reader.string(),
}

/** `HistoryItem` and `ConfigItem` alike: key or path, value as JSON. */
function readItem(bytes: Uint8Array): Row {
  let key = ''
  const path: string[] = []
  let value: unknown = null
  readMessage(bytes, (field, reader) => {
    if (field === 1) key = reader.string()
    else if (field === 2) path.push(reader.string())
    else if (field === 16 || field === 8) value = parseValue(reader.string())
    else if (typed[field]) value = typed[field](reader)
    else return false
    return true
  })
  return flatten({ [key === '' ? path.join('.') : key]: value })
}

/** Python writes `NaN` and `Infinity`, which are no JSON: they stay as text. */
function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

function readConfig(bytes: Uint8Array, params: Map<string, string>): void {
  readMessage(bytes, (field, reader) => {
    if (field !== 1) return false
    for (const [key, value] of readItem(reader.bytes())) {
      if (key.startsWith('_wandb') || params.size >= limits.params) continue
      params.set(key.slice(0, limits.nameLength), String(value).slice(0, 1000))
    }
    return true
  })
}
