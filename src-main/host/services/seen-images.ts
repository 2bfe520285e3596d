import { join } from 'node:path'
import { AppError, canonicalMethod, type MethodChoice, type Split } from '../../contract/index.ts'
import type { SplitFacts } from '../../core/datasets/image-set.ts'
import { countSuited, partialCondition } from '../../core/evaluation/seen-images.ts'
import { hasCorrupted } from '../../engine/corrupted-source.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import type { HostContext } from '../context.ts'
import { readSplitFacts } from '../datasets/read-split-facts.ts'
import { corruptedSourceOf, requireCorrupted } from './corrupted-folders.ts'
import { countOnce } from './suited-counts.ts'

type Context = Pick<HostContext, 'workspace' | 'store'>

/** Some images of a split, under a condition. */
export interface Wish {
  readonly condition: MethodChoice
  readonly split: Split
  /** null: all of the split. */
  readonly images: number | null
}

/** As many as there are at most. */
const askedOf = ({ counts }: StoredDataset, { split, images }: Wish): number =>
  Math.min(images ?? counts[split], counts[split])

/** How many images an evaluation sees of so many that are asked for: those that the condition suits. */
export function countSeen(context: Context, dataset: StoredDataset, wish: Wish): number {
  const { condition, split } = wish
  const asked = askedOf(dataset, wish)
  const partial = partialCondition(condition)
  if (!partial) return asked
  // Images of a fingerprint never change.
  const key = JSON.stringify([dataset.id, dataset.fingerprint, split, canonicalMethod(condition), asked])
  return countOnce(context, key, () => countSuited(factsOf(context, dataset, wish), partial, asked))
}

/**
 * Throws `invalid-input` where a condition suits no image of those that are asked for, `not-found` where its files are
 * gone. `dataset`: null where its images are still to be generated.
 */
export function requireSeen(context: Context, dataset: StoredDataset | null, wish: Wish): void {
  const partial = partialCondition(wish.condition)
  if (!partial) return
  if (dataset) requireCorrupted(dataset, wish.condition)
  if (dataset && countSeen(context, dataset, wish) > 0) return
  const { id, needs, remedy } = partial.method
  const what = dataset ? `"${dataset.title}" has no ${wish.split} image with any` : 'generated images have none'
  throw new AppError('invalid-input', `"${id}" needs ${needs}: ${what}.`, { hint: remedy })
}

/** How many images are left out under these conditions, in sentences; none where all are seen. */
export function tellLeftOut(context: Context, dataset: StoredDataset, wishes: readonly Wish[]): string[] {
  const told = wishes.flatMap((wish) => {
    const partial = partialCondition(wish.condition)
    const asked = askedOf(dataset, wish)
    const left = partial ? asked - countSeen(context, dataset, wish) : 0
    if (!partial || left === 0) return []
    const { id, leftOut } = partial.method
    return [`Under "${id}", ${left} of ${asked} ${wish.split} images are left out, since they ${leftOut}.`]
  })
  return [...new Set(told)]
}

/** `corrupted`: where the condition reads files that stand beside the images. */
function factsOf(context: Context, dataset: StoredDataset, { split, condition }: Wish): SplitFacts {
  const facts = readSplitFacts({ ...dataset, folder: join(context.workspace.folder, dataset.folder) }, split)
  const source = corruptedSourceOf(context, dataset, { condition, split })
  return source ? { ...facts, corrupted: { has: hasCorrupted(source) } } : facts
}
