import { existsSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RuntimeOffer } from '../../contract/system.ts'
import { AppError, cancelled } from '../../contract/wire.ts'
import { findCard, refusalOfCard } from './card.ts'
import { fetchedFolder, placeWheels } from './fetch.ts'
import { installedRecordFile, isTensorflowFolder, manifest } from './manifest.ts'
import { prepareRuntime } from './prepare.ts'
import { isShippedProgram, readRuntime, writeRecord } from './record.ts'
import {
  fetchWheels,
  waitingFolder,
  wheelsFrom,
  type Device,
  type RuntimeProgress,
  type WheelRequest,
} from './wheels.ts'

const titles = { cpu: 'TensorFlow for the processor', gpu: 'TensorFlow and CUDA for NVIDIA cards' } as const

/** The two runtimes, how large each is, and which computes. `root`: the program's folder. */
export function listRuntimes(root: string): RuntimeOffer[] {
  const native = join(root, 'out/native')
  const record = readRuntime(native)
  const card = findCard()
  const refusal = card === null ? 'There is no NVIDIA card here.' : refusalOfCard(card)
  return (['cpu', 'gpu'] as const).map((device) => {
    const folder = fetchedFolder(device)
    const isShipped = device === 'cpu' && isShippedProgram(native)
    const isUsed = record.backend === 'tensorflow' && record.device === device
    const isInstalled = isShipped || isUsed || isTensorflowFolder(folder)
    const own = isUsed ? record.tensorflow : folder
    const place = isShipped ? 'came with the program' : isInstalled ? own : null
    return {
      device,
      title: `${titles[device]}, ${manifest.version}`,
      downloadBytes: manifest[device].downloadBytes,
      isInstalled,
      isUsed,
      note: [place, device === 'gpu' ? refusal : null].filter((part) => part !== null).join('. '),
    }
  })
}

export interface InstallRequest {
  readonly root: string
  readonly device: Device
  /** A folder with the pinned wheels, or a zip of it; null: fetch them. */
  readonly from: string | null
  readonly signal: AbortSignal
  onProgress(progress: RuntimeProgress): void
}

/**
 * Brings a runtime into the user's cache, from files or from Python's package index, and lets the program compute with it
 * where the machine can: engines that start from then on do. Each wheel must have its pinned SHA-256. What was fetched by
 * the time of an end stays, to go on from. Throws `not-found`, `no-backend`, `conflict`, `cancelled`.
 */
export async function installRuntime({
  root,
  device,
  from,
  signal,
  onProgress,
}: InstallRequest): Promise<RuntimeOffer[]> {
  if (device === 'cpu' && isShippedProgram(join(root, 'out/native'))) {
    throw new AppError('conflict', 'TensorFlow for the processor came with the program: nothing is to be installed.')
  }
  if (!isTensorflowFolder(fetchedFolder(device))) {
    await bring({ device, signal, onProgress }, from).catch((error: unknown) => {
      throw signal.aborted ? cancelled() : error
    })
  }
  await use(root, device)
  return listRuntimes(root)
}

async function bring(request: WheelRequest, from: string | null): Promise<void> {
  const files = await (from === null ? fetchWheels(request) : wheelsFrom(from, request.device))
  await placeWheels(request.device, files, request)
  rmSync(waitingFolder(request.device), { recursive: true, force: true })
}

/** Removes what was fetched or brought for a device; what came with the program stays. */
export function removeRuntime(root: string, device: Device): RuntimeOffer[] {
  const native = join(root, 'out/native')
  const folder = dirname(fetchedFolder(device))
  if (!existsSync(folder)) throw new AppError('not-found', `${titles[device]} is not installed.`)
  if (readRuntime(native).tensorflow === fetchedFolder(device) && !isShippedProgram(native)) {
    throw new AppError('conflict', `${titles[device]} is in use: this clone computes with it.`)
  }
  rmSync(folder, { recursive: true })
  if (device === 'gpu') rmSync(installedRecordFile, { force: true })
  return listRuntimes(root)
}

/** A clone builds its addon against it; an installed program, which is not ours to write, has a record in the cache. */
async function use(root: string, device: Device): Promise<void> {
  const native = join(root, 'out/native')
  const shipped = readRuntime(native, null)
  if (shipped.source !== 'shipped') {
    await prepareRuntime(root, native, () => undefined)
    return
  }
  const card = findCard()
  if (card === null || refusalOfCard(card) !== null) return
  const reason = `TensorFlow for NVIDIA cards, installed in ${fetchedFolder(device)}.`
  // The addon is the program's, wherever that lies.
  writeRecord(installedRecordFile, {
    ...shipped,
    ...({ device, tensorflow: fetchedFolder(device), addon: null, card, source: 'fetched', reason } as const),
  })
}
