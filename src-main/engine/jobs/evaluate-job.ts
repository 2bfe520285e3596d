import { setImmediate as pause } from 'node:timers/promises'
import { networkOf } from '../../core/architectures/network-of.ts'
import { evaluate } from '../../core/evaluation/evaluate.ts'
import { readModel } from '../checkpoint-files.ts'
import { openDatasetCache } from '../dataset-cache.ts'
import type { EvaluateJob, JobResult } from '../protocol.ts'
import type { JobContext } from './train-job.ts'

/** Images of an evaluation are seen in batches of this many, in their order. */
export const evaluationBatchSize = 128

/** Evaluates a checkpoint's base model under one condition; every image becomes one prediction. */
export async function runEvaluateJob(job: EvaluateJob, context: JobContext): Promise<JobResult> {
  const data = openDatasetCache(job.datasetFolder)
  try {
    const network = networkOf(job.config.architecture, data)
    const images = data[job.split]
    const batches = evaluate({
      network,
      model: readModel(job.checkpoint, network),
      images,
      condition: job.condition,
      seed: job.config.seed,
      batchSize: evaluationBatchSize,
      runtime: context.runtime,
      signal: context.signal,
      pause,
    })
    const started = context.runtime.now()
    let done = 0
    for await (const rows of batches) {
      done += rows.length
      const rate = (done * 1000) / Math.max(1, context.runtime.now() - started)
      context.emit({ kind: 'predictions', rows: [...rows] })
      context.emit({ kind: 'progress', done, total: images.count, epoch: 0, rate, note: job.condition.id })
    }
    return { outcome: done < images.count ? 'cancelled' : 'done', step: done, epoch: 0 }
  } finally {
    data.close()
  }
}
