import { statfs } from 'node:fs/promises'
import { fault } from '../../contract/faults/index.ts'
import { findCache, writeCache, type CachedDataset } from './cache-folder.ts'
import { decodePlan } from './decode-plan.ts'
import { fingerprintOf } from './fingerprint.ts'
import { planImport, type ImportPlan } from './plan.ts'
import { openSource, type SourceLimits } from './source.ts'

/** What to import and how. */
export interface ImportRequest extends SourceLimits {
  /** A folder, a .zip, or an IDX file. */
  readonly path: string
  /** A dataset kind of the catalog; recognised from the files where it is left out. */
  readonly kind?: string | undefined
  readonly name?: string | undefined
  /** Images of other sizes are scaled and cut to this square. */
  readonly imageSize?: number | undefined
  /** Ids or names of the classes to take; all of them where it is left out. */
  readonly classes?: readonly string[] | undefined
  /** At most ten times a second, and once at the end. */
  onProgress?(progress: { done: number; total: number }): void
}

export interface WrittenImport extends ImportRequest {
  readonly workspace: string
  /** Throws where the source is not what it has to be, before anything is written. */
  requireFingerprint?(fingerprint: string): void
}

/**
 * Decodes a dataset into the workspace's cache; one with the same fingerprint is used again at once.
 * Throws `invalid-input` with what is wrong, or `cancelled`; then nothing is left behind.
 */
export async function importDataset(request: WrittenImport): Promise<CachedDataset> {
  const { workspace, imageSize = null } = request
  const source = await openSource(request.path, request)
  try {
    const plan = await planImport(source, request)
    const classIds = request.classes && plan.classes.map(({ id }) => id)
    const title = request.name ?? plan.title
    const fingerprint = fingerprintOf(source, plan.kind, { imageSize, classIds })
    request.requireFingerprint?.(fingerprint)
    const cached = await findCache(workspace, fingerprint)
    // One of an earlier version that lacks boxes is made again.
    if (cached && (cached.boxes !== undefined || plan.hasBoxes !== true))
      return { ...cached, title, source: source.path }
    return await writeCache(workspace, fingerprint, request.signal, async (writers) => {
      const decoded = await decodePlan(plan, source, request, {
        begin: ([height, width, channels]) => checkSpace(workspace, plan, height * width * channels),
        write: (split, chunk) => writers[split].append(chunk),
      })
      return {
        kind: plan.kind,
        title,
        source: source.path,
        params: { imageSize, ...(classIds && { classes: classIds.join(',') }) },
        classes: [...plan.classes],
        shape: decoded.shape,
        skipped: decoded.skipped,
        warnings: decoded.warnings,
      }
    })
  } finally {
    source.close()
  }
}

async function checkSpace(workspace: string, { total }: ImportPlan, imageBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(workspace)
  const needed = total * imageBytes
  if (needed < bavail * bsize) return
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`
  const free = gigabytes(bavail * bsize)
  throw fault('images-do-not-fit', { needed: gigabytes(needed), free, folder: workspace })
}
