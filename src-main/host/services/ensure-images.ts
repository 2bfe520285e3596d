import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fault, tellFault } from '../../contract/faults/index.ts'
import { AppError } from '../../contract/wire.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'
import { findCache } from '../datasets/cache-folder.ts'
import { generateDataset } from '../datasets/generate-dataset.ts'
import { importDataset } from '../datasets/import-dataset.ts'
import { datasetOf } from './evaluations.ts'

/**
 * Makes the decoded images of a run's dataset again from the original where they are missing, cut off or changed, writes
 * that into the run's events, and resolves to whether it had to. Throws `not-found` where there is no original, or not the
 * same one.
 */
export async function ensureImages(context: HostContext, run: StoredRun, signal: AbortSignal): Promise<boolean> {
  const { workspace, journal, store } = context
  const dataset = datasetOf(context, run)
  if (await findCache(workspace.folder, dataset.fingerprint)) return false
  const state = existsSync(join(workspace.folder, dataset.folder, 'dataset.json')) ? 'damaged' : 'missing'
  await makeAgain(context, dataset, state, signal)
  const source = dataset.source ?? 'its description'
  const { message } = tellFault('images-made-again', { title: dataset.title, state, source })
  const event = { run: run.id, step: run.step, kind: 'warning', message, at: context.now() } as const
  journal((announce) => {
    store.events.insert(event)
    announce('runs', 'happened', event)
  })
  return true
}

async function makeAgain(
  { workspace: { folder: workspace } }: HostContext,
  { kind, title, params, source, fingerprint }: StoredDataset,
  state: string,
  signal: AbortSignal,
): Promise<void> {
  const refuse = (reason: string, cause?: unknown): AppError =>
    fault('no-original', { title, state, reason, source: source ?? title }, cause)
  if (source === null) {
    const drawn = await generateDataset({ id: kind, params, workspace })
    if (drawn.fingerprint !== fingerprint) throw refuse('this version of the program draws them otherwise')
    return
  }
  const { imageSize, classes } = params
  try {
    await importDataset({
      path: source,
      kind,
      name: title,
      ...(typeof imageSize === 'number' ? { imageSize } : {}),
      ...(typeof classes === 'string' ? { classes: classes.split(',') } : {}),
      workspace,
      signal,
      requireFingerprint(found) {
        if (found !== fingerprint) throw refuse(`what lies at ${source} is not what was imported`)
      },
    })
  } catch (error) {
    if (!(error instanceof AppError) || ['cancelled', 'storage'].includes(error.code)) throw error
    throw error.message.startsWith('The decoded images of') ? error : refuse(error.message.replace(/\.$/, ''), error)
  }
}
