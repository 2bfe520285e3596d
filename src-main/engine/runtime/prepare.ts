import { AppError } from '../../contract/wire.ts'
import { buildAddon } from './addon.ts'
import { fetchTensorflow, fetchedFolder } from './fetch.ts'
import { chosenTensorflow, isTensorflowFolder, manifest } from './manifest.ts'
import { findCompiler, findNvidia, findPip, findPythonTensorflow } from './probe.ts'
import { readRuntime, writeRuntime, type RuntimeRecord } from './record.ts'

export interface Located {
  readonly folder: string
  readonly device: RuntimeRecord['device']
  readonly reason: string
}

/** Finds libtensorflow: the user's own, an importable Python package, the cache. Null where it has to be fetched. */
export function locateTensorflow(): Located | null {
  const chosen = chosenTensorflow()
  if (chosen) {
    if (isTensorflowFolder(chosen.path))
      return { folder: chosen.path, device: 'cpu', reason: `TensorFlow from ${chosen.by}.` }
    throw new AppError(
      'no-backend',
      `${chosen.by} must name a folder with ${manifest.libraries.join(', ')} and include: ${chosen.path} is none.`,
      { hint: 'Mend the path, or remove it: then the runtime is found or fetched.' },
    )
  }
  const device = findNvidia() === null ? 'cpu' : 'gpu'
  const python = findPythonTensorflow()
  if (python && isTensorflowFolder(python))
    return { folder: python, device, reason: 'TensorFlow of the active Python.' }
  const cached = fetchedFolder(device)
  return isTensorflowFolder(cached)
    ? { folder: cached, device, reason: 'TensorFlow fetched once into the user’s cache.' }
    : null
}

/** Makes the runtime ready and records it. Where that fails, the JavaScript backend is recorded with the reason. */
export async function prepareRuntime(
  root: string,
  target: string,
  tell: (text: string) => void,
): Promise<RuntimeRecord> {
  const known = readRuntime(target)
  let record: RuntimeRecord
  try {
    if (findCompiler() === null) {
      throw new AppError('no-backend', 'No C++ compiler was found.', {
        hint: 'Install one, e.g. "sudo apt-get install g++", and start again.',
      })
    }
    const located = locateTensorflow() ?? (await fetchLocated(tell))
    const addon = buildAddon({ root, tensorflow: located.folder, target }, tell)
    record = {
      backend: 'tensorflow',
      device: located.device,
      tensorflow: located.folder,
      version: manifest.version,
      addon,
      reason: located.reason,
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const reason = `${error.message} ${error.hint ?? ''}`.trim()
    record = { ...known, backend: 'javascript', device: 'cpu', tensorflow: null, version: null, addon: null, reason }
    tell(`${reason} Until then the JavaScript backend computes, about 100 times slower.`)
  }
  if (JSON.stringify(record) !== JSON.stringify(known)) writeRuntime(target, record)
  return record
}

async function fetchLocated(tell: (text: string) => void): Promise<Located> {
  if (findPip() === null) {
    throw new AppError('no-backend', 'Neither TensorFlow nor pip to fetch it was found.', {
      hint: 'Install pip, e.g. "sudo apt-get install python3-pip", and start again.',
    })
  }
  const device = findNvidia() === null ? 'cpu' : 'gpu'
  const folder = await fetchTensorflow(device, tell)
  return { folder, device, reason: 'TensorFlow fetched once into the user’s cache.' }
}
