import { AppError, type Emit } from '../../contract/index.ts'
import { tinyImagenetC } from '../../core/corruptions/tiny-imagenet-c.ts'
import type { StoredCorruptedFolder } from '../../store/corrupted-folders.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { HostContext } from '../context.ts'
import { forgetEvaluated } from '../forget-evaluated.ts'
import { describeEvaluation } from './describe.ts'

type Next = Pick<StoredCorruptedFolder, 'path' | 'corruptions' | 'files'> | null

/**
 * Takes back what evaluations saw in the folder that is attached, where `next` in its place shows other images, so that
 * no figure holds images of two folders. `may`: a person knows of it. Throws `conflict` where not, and where one runs.
 */
export function forgetCorrupted(
  context: HostContext,
  announce: Emit,
  { dataset, next, may }: { readonly dataset: StoredDataset; readonly next: Next; readonly may: boolean },
): void {
  const outdated = outdatedBy(context, dataset, next)
  if (outdated.some(({ state }) => state === 'running')) {
    throw new AppError('conflict', `Images of Tiny-ImageNet-C of "${dataset.title}" are being evaluated.`, {
      hint: 'Wait for the end of that evaluation, or cancel it.',
    })
  }
  if (outdated.length === 0) return
  if (!may) {
    const saw = outdated.length === 1 ? '1 evaluation has' : `${outdated.length} evaluations have`
    const message = `${saw} seen images of the folder of "${dataset.title}" that would be gone: what they came to would go with it.`
    throw new AppError('conflict', message, { hint: 'Say that they may be forgotten (--forget-evaluations).' })
  }
  for (const evaluation of outdated) forget(context, announce, evaluation)
}

/** Those that saw something, or are about to. */
function outdatedBy({ store }: HostContext, dataset: StoredDataset, next: Next): StoredEvaluation[] {
  const isSame =
    next !== null &&
    dataset.corrupted?.path === next.path &&
    JSON.stringify(store.corruptedFolders.files(dataset.id)) === JSON.stringify(next.files)
  return store.evaluations.list().filter(({ id, run, condition, state }) => {
    if (condition.id !== tinyImagenetC.id || store.runs.get(run)?.dataset !== dataset.id) return false
    if (isSame && next.corruptions.includes(String(condition.params['corruption']))) return false
    return state === 'running' || store.predictions.measure(id).n > 0
  })
}

/** With its rows go maps and images that were kept of them. */
function forget(context: HostContext, announce: Emit, { id, n, state }: StoredEvaluation): void {
  const { store } = context
  forgetEvaluated(context, id)
  store.evaluations.askAnew(id, n)
  store.evaluations.setBegun(id, 0)
  if (state !== 'queued') {
    store.evaluations.setState(id, 'cancelled', 'The folder that it saw images of is not attached any more.')
  }
  announce('evaluations', 'changed', describeEvaluation(store.evaluations.get(id) as StoredEvaluation))
}
