import { join } from 'node:path'
import type { JobArrayTask } from '../../contract/elsewhere.ts'
import { isUnderWay, type Run } from '../../contract/index.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import { allowPath, type Caller } from '../caller.ts'
import type { HostContext, Queue } from '../context.ts'
import { checkDisk } from '../services/check-disk.ts'
import { checkPrecision } from '../services/check-precision.ts'
import { describeRun, relativePath } from '../services/describe.ts'
import { getExperiment, queueRun } from '../services/experiments.ts'
import { trainableNetworkOf } from '../services/networks.ts'
import { queueAnew } from '../services/queue-evaluation.ts'
import { findRun, queueTraining } from '../services/runs.ts'
import { defaultWorkspaceFolder } from '../workspace.ts'
import { readTask } from './array-folder.ts'
import { copyFile } from './copy-file.ts'
import { placeImages } from './place-images.ts'

interface TaskWish {
  readonly folder: string
  readonly number: number
  readonly images?: string | undefined
}

/** Queues the run of a task, or what is left of it. */
export async function beginTask(
  context: HostContext,
  queue: Pick<Queue, 'wake'>,
  { folder, number, images }: TaskWish,
  caller: Caller,
): Promise<Run> {
  const { path } = await allowPath(folder, caller)
  const task = readTask(path, number)
  if (context.store.runs.get(task.run.id)) goOn(context, task.run.id)
  else {
    const given = images === undefined ? [] : [(await allowPath(images, caller)).path]
    await storeTask(context, path, task, [path, ...given, defaultWorkspaceFolder()])
  }
  queue.wake({ unpause: true })
  return describeRun(context, findRun(context, task.run.id))
}

/** With what its run needs. */
async function storeTask(
  context: HostContext,
  folder: string,
  task: JobArrayTask,
  places: readonly string[],
): Promise<void> {
  const { run, experiment } = task
  checkPrecision(context, run.config)
  const dataset = await bringImages(context, task, places)
  await bringWeights(context, folder, task)
  const network = trainableNetworkOf(run.config.architecture, dataset)
  await checkDisk(context, [{ config: run.config, network }])
  context.journal((announce) => {
    context.store.datasets.put(dataset)
    context.store.experiments.insert(experiment)
    const { evaluationImages } = experiment.config
    queueRun(context, announce, { ...run, experiment: experiment.id, dataset, evaluationImages })
    announce('experiments', 'changed', getExperiment(context, experiment.id))
    if (task.program === context.version) return
    const message = `The array was written by version ${task.program}, this is ${context.version}: figures may differ.`
    const event = { run: run.id, step: 0, kind: 'warning' as const, message, at: context.now() }
    context.store.events.insert(event)
    announce('runs', 'happened', event)
  })
}

async function bringImages(
  context: HostContext,
  { images }: JobArrayTask,
  places: readonly string[],
): Promise<StoredDataset> {
  const { folder, bytes } = await placeImages(context.workspace.folder, images, places)
  const { boxes: _boxes, hashes: _hashes, ...described } = images
  return { ...described, folder: relativePath(context, folder), bytes, createdAt: context.now() }
}

async function bringWeights(
  { store, workspace }: HostContext,
  folder: string,
  { weights }: JobArrayTask,
): Promise<void> {
  if (weights === null || store.weights.get(weights.id)) return
  const { file, fileSha256, ...stored } = weights
  const path = join('weights', `${weights.id}.safetensors`)
  const expected = { sha256: fileSha256 }
  await copyFile(join(folder, 'weights', file), join(workspace.folder, path), expected, new AbortController().signal)
  store.weights.put({ ...stored, path })
}

/** A task that was stopped, or failed, is started again: its run goes on, and so do evaluations that are not done. */
function goOn(context: HostContext, id: string): void {
  const { state } = findRun(context, id)
  if (isUnderWay(state)) return
  if (state !== 'done') {
    queueTraining(context, id)
    return
  }
  context.journal((announce) => {
    for (const evaluation of context.store.evaluations.ofRun(id)) {
      if (['failed', 'cancelled'].includes(evaluation.state)) queueAnew(context, announce, evaluation, evaluation.n)
    }
  })
}
