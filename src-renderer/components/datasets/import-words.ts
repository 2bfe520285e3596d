import type { Catalog, CatalogEntry } from '../../../src-main/contract/index.ts'
import { count, duration } from '../../lib/format.ts'
import type { PendingImport } from '../../stores/datasets.ts'

/** Before this an estimate of the time left would jump. */
const estimateAfterMs = 2000

/** How far it is, e.g. "3,120 of 10,995 images", and "≈12 s left" once that can be said. */
export function progressWords(
  { progress, startedAt, work }: PendingImport,
  now: number,
): { readonly done: string; readonly left: string; readonly fraction: number } {
  if (!progress || progress.total === 0) {
    return { done: work === 'import' ? 'importing' : 'listing its files', left: '', fraction: 0 }
  }
  const { done, total } = progress
  const elapsed = now - startedAt
  const isKnown = elapsed >= estimateAfterMs && done > 0 && done < total
  return {
    done: `${count(done)} of ${count(total)} images`,
    left: isKnown ? `≈${duration((elapsed / done) * (total - done))} left` : '',
    fraction: done / total,
  }
}

/** What became of an import that was cancelled. */
export function cancelWords({ cancelled }: PendingImport): string | null {
  if (!cancelled) return null
  const { work, done, total } = cancelled
  const howFar = total === 0 ? 'Cancelled.' : `Cancelled at ${count(done)} of ${count(total)} images.`
  return work === 'import' ? `${howFar} Nothing is kept.` : howFar
}

/** Kinds that are made from parameters need no import; the others are layouts of files. */
export const isGeneratedKind = (entry: CatalogEntry): boolean => Object.keys(entry.params).length > 0

/** Titles of what can be trained on without an import. */
export const builtIn = (catalog: Catalog | null): readonly string[] =>
  (catalog?.datasets ?? []).filter(isGeneratedKind).map(({ title }) => title)
