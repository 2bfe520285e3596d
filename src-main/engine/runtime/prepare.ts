import { fault } from '../../contract/faults/index.ts'
import { AppError, withHint } from '../../contract/wire.ts'
import { buildAddon, isAddonCurrent } from './addon.ts'
import { findCard, isDrivenBy, refusalOfCard, type Card } from './card.ts'
import { fetchTensorflow, fetchedFolder } from './fetch.ts'
import { chosenTensorflow, isTensorflowFolder, manifest } from './manifest.ts'
import { findCompiler, findPip, findPythonTensorflow, nvidiaDriver } from './probe.ts'
import { cudaFolder, readRuntime, writeRuntime, type RuntimeRecord } from './record.ts'

export interface Located {
  readonly folder: string
  readonly source: NonNullable<RuntimeRecord['source']>
  readonly reason: string
}

/** What looking for TensorFlow needs of the machine; a test brings its own. */
export interface Places {
  chosen(): ReturnType<typeof chosenTensorflow>
  python(): string | null
  fetched(): string
}

const places: Places = {
  chosen: chosenTensorflow,
  python: findPythonTensorflow,
  fetched: () => fetchedFolder(deviceFor(findCard())),
}

/** Finds libtensorflow: the user's own, an importable Python package, the cache. Null where it has to be fetched. */
export function locateTensorflow({ chosen, python, fetched }: Places = places): Located | null {
  const own = chosen()
  if (own) {
    if (isTensorflowFolder(own.path)) {
      return { folder: own.path, source: 'chosen', reason: `TensorFlow from ${own.by}.` }
    }
    throw fault('tensorflow-not-there', { by: own.by, libraries: manifest.libraries.join(', '), path: own.path })
  }
  const imported = python()
  if (imported && isTensorflowFolder(imported)) {
    return { folder: imported, source: 'python', reason: 'TensorFlow of the active Python.' }
  }
  const cached = fetched()
  return isTensorflowFolder(cached) ? fetchedAt(cached) : null
}

const fetchedAt = (folder: string): Located => ({
  folder,
  source: 'fetched',
  reason: 'TensorFlow fetched once into the user’s cache.',
})

/** Makes the runtime ready and records it. Where that fails, the JavaScript backend is recorded with the reason. */
export async function prepareRuntime(
  root: string,
  target: string,
  tell: (text: string) => void,
): Promise<RuntimeRecord> {
  const known = readRuntime(target)
  let record: RuntimeRecord
  try {
    if (isCurrent(known, root, target)) return known
    if (findCompiler() === null) {
      throw fault('no-compiler', {})
    }
    const { folder, source, reason } = locateTensorflow() ?? (await fetchLocated(tell))
    const { path: addon, lack } = buildAddon({ root, tensorflow: folder, target }, tell)
    const card = findCard()
    const refusal = card && refusalOfCard(card)
    const shortcomings = [lack, refusal].filter((sentence) => sentence !== null)
    record = {
      backend: 'tensorflow',
      // How a card rounds is set by our addon alone.
      device: cudaFolder(folder) === null || lack !== null ? 'cpu' : deviceFor(card),
      tensorflow: folder,
      version: manifest.version,
      addon,
      recordsSteps: lack === null,
      card,
      source,
      reason: [reason, ...shortcomings].join(' '),
    }
    for (const sentence of shortcomings) tell(sentence)
  } catch (error) {
    const reason = explain(error)
    record = {
      backend: 'javascript',
      device: 'cpu',
      tensorflow: null,
      version: null,
      addon: null,
      recordsSteps: false,
      card: null,
      source: null,
      reason,
    }
    tell(`${reason} Until then the JavaScript backend computes, about 100 times slower.`)
  }
  if (JSON.stringify(record) !== JSON.stringify(known)) writeRuntime(target, record)
  return record
}

/** Whether what was prepared before still holds; starts no process, since every start of the program asks. */
function isCurrent(known: RuntimeRecord, root: string, target: string): boolean {
  const { tensorflow, source, version, card } = known
  if (tensorflow === null || version !== manifest.version || !isTensorflowFolder(tensorflow)) return false
  const chosen = chosenTensorflow()
  const isSamePlace = chosen ? chosen.path === tensorflow : source !== 'chosen'
  return isSamePlace && isDrivenBy(card, nvidiaDriver()) && isAddonCurrent({ root, tensorflow, target })
}

/** What a person can mend, as a sentence: ours, or the system's (no space, no permission). A bug is thrown on. */
function explain(error: unknown): string {
  if (error instanceof AppError) return withHint(error)
  if (error instanceof Error && 'syscall' in error)
    return `The TensorFlow runtime could not be stored: ${error.message}.`
  throw error
}

async function fetchLocated(tell: (text: string) => void): Promise<Located> {
  if (findPip() === null) {
    throw fault('no-pip', {})
  }
  return fetchedAt(await fetchTensorflow(deviceFor(findCard()), tell))
}

const deviceFor = (card: Card | null): 'cpu' | 'gpu' => (card !== null && refusalOfCard(card) === null ? 'gpu' : 'cpu')
