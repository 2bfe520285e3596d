import { existsSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { suggest } from '../../contract/catalog.ts'
import { AppError, PublicWeights, type Weights, type WeightsProgress } from '../../contract/index.ts'
import { findMethod } from '../../core/catalog.ts'
import type { HostContext } from '../context.ts'
import type { RunningImports } from '../datasets/running-imports.ts'
import { download } from '../../files/download.ts'
import { importFile } from './weights-import.ts'

type Catalogue = readonly PublicWeights[]
const progressIntervalMs = 100

/** The public weight files: what there is, and how one comes here. Nothing is fetched unless it is asked for. */
export function createPublicWeights(context: HostContext, running: RunningImports) {
  let read: Catalogue | null = null
  const all = (): Catalogue => {
    const path = join(context.programFolder, 'resources', 'weights', 'catalogue.json')
    read ??= z.array(PublicWeights).parse(JSON.parse(readFileSync(path, 'utf8')))
    return read
  }
  const busy = new Set<string>()
  /** Where it is downloaded to; it names the fetch among what is under way too. */
  const placeOf = ({ id }: PublicWeights): string => join(context.workspace.weights, 'downloads', `${id}.h5`)

  const bring = async (entry: PublicWeights, path: string, signal: AbortSignal): Promise<Weights> => {
    const { id, url, md5, licence } = entry
    const report = createReport(context, id)
    const hash = md5 === null ? null : ({ algorithm: 'md5', hex: md5 } as const)
    const instead = 'A copy of the file can be imported instead: adversarium weights import <file>.'
    const onProgress = (done: number, total: number): void => report('fetching', done, total)
    // There already where the import after it was cancelled or could not be written.
    if (!existsSync(path)) await download({ url, path, hash, copies: 2, instead, signal, onProgress })
    const onStage = (stage: WeightsProgress['stage']): void => report(stage, 0, 0)
    try {
      const weights = await importFile(context, { path, source: url, title: titleOf(entry), licence, signal, onStage })
      await rm(path, { force: true })
      return weights
    } catch (error) {
      // For any other reason it would be fetched in vain.
      if (error instanceof AppError && error.code === 'invalid-input') await rm(path, { force: true })
      throw error
    }
  }

  return {
    list() {
      const bySource = new Map(context.store.weights.list().map(({ source, id }) => [source, id]))
      return all().map((entry) => ({ ...entry, fetched: bySource.get(entry.url) ?? null }))
    },
    async fetch(id: string): Promise<Weights> {
      const entry = all().find((candidate) => candidate.id === id)
      if (!entry) {
        const ids = all().map((candidate) => candidate.id)
        throw new AppError('not-found', `There are no public weights "${id}".`, { hint: suggest(id, ids) })
      }
      if (busy.has(id)) throw new AppError('conflict', `"${id}" is being fetched already.`)
      busy.add(id)
      const path = placeOf(entry)
      return running.during(path, (signal) => bring(entry, path, signal)).finally(() => busy.delete(id))
    },
    /** Ends the fetch of this id; nothing happens where there is none. */
    cancel(id: string): void {
      const entry = all().find((candidate) => candidate.id === id)
      if (entry) running.cancel(placeOf(entry))
    },
  }
}

/** At most ten times a second, and at the end of each stage. */
function createReport(context: HostContext, subject: string) {
  let last = 0
  return (stage: WeightsProgress['stage'], done: number, total: number): void => {
    const now = context.now()
    if (stage === 'fetching' && done !== total && now - last < progressIntervalMs) return
    last = now
    context.emit('weights', 'progress', { subject, stage, done, total })
  }
}

/** `MobileNetV2 0.5, 160 px, ImageNet` */
function titleOf({ architecture, inputSize, hasTop }: PublicWeights): string {
  const { method } = findMethod('architectures', architecture)
  const variant = Object.values(architecture.params).filter((value) => typeof value !== 'boolean')
  return `${method.title} ${variant.join(' ')}, ${inputSize} px, ImageNet${hasTop ? '' : ' without head'}`
}
