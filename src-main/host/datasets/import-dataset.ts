import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { datasetCacheVersion } from '../../contract/dataset-manifest.ts'
import type { DatasetReport } from '../../contract/datasets.ts'
import { findCache, writeCache, type CachedDataset } from './cache-folder.ts'
import { planImport, type Plan } from './plan.ts'
import { readImages, shapeOf } from './read-images.ts'
import { openSource, type SourceFiles } from './source-files.ts'

export interface ImportRequest {
  /** Folder or zip. */
  readonly path: string
  readonly kind?: string | undefined
  readonly name?: string | undefined
  readonly imageSize?: number | undefined
  /** The folder that holds out/main/import-worker.cjs. */
  readonly programFolder: string
  readonly signal?: AbortSignal | undefined
  onProgress?(done: number, total: number): void
}

/** Decodes a source into the workspace's cache; one whose contents were imported before is used again at once. */
export async function importDataset({
  workspace,
  ...request
}: ImportRequest & { workspace: string }): Promise<CachedDataset> {
  const source = await openSource(request.path)
  try {
    const plan = await planImport(source, request.kind)
    const shape = shapeOf(plan, request.imageSize)
    const fingerprint = fingerprintOf(source, plan, shape)
    const cached = await findCache(workspace, fingerprint)
    if (cached) return cached
    return await writeCache(workspace, fingerprint, async (writers) => {
      const skipped = await readImages({
        ...request,
        source,
        plan,
        imageSize: request.imageSize,
        take: (split, images, pixels) =>
          writers[split].append(
            pixels,
            images.map(({ label }) => label),
            images.map(({ path }) => path),
          ),
      })
      const { kind, classes, warnings } = plan
      const title = request.name ?? source.name
      return {
        kind,
        title,
        source: resolve(request.path),
        params: {},
        classes: [...classes],
        shape,
        skipped,
        warnings: [...warnings],
      }
    })
  } finally {
    source.close()
  }
}

/** Reads a source as an import would, and writes nothing. */
export async function checkDataset(request: ImportRequest): Promise<DatasetReport> {
  const source = await openSource(request.path)
  try {
    const plan = await planImport(source, request.kind)
    const shape = shapeOf(plan, request.imageSize)
    const counts = { train: 0, validation: 0 }
    const skipped = await readImages({
      ...request,
      source,
      plan,
      imageSize: request.imageSize,
      take: async (split, images) => {
        counts[split] += images.length
      },
    })
    const { kind, classes, warnings } = plan
    return {
      kind,
      title: request.name ?? source.name,
      classes: [...classes],
      shape,
      counts,
      skipped,
      warnings: [...warnings],
    }
  } finally {
    source.close()
  }
}

/** Over kind, shape and every file's path, size and CRC-32 (in a folder: time of change). */
function fingerprintOf(source: SourceFiles, plan: Plan, shape: readonly number[]): string {
  const hash = createHash('sha256').update(JSON.stringify([datasetCacheVersion, plan.kind, shape]))
  for (const { path, sizeBytes, version } of source.files) hash.update(`${path}\0${sizeBytes}\0${version}\n`)
  return hash.digest('hex')
}
