import { freemem } from 'node:os'
import { setImmediate as pause } from 'node:timers/promises'
import * as tf from '@tensorflow/tfjs-core'
import type { Estimate } from '../../contract/experiments.ts'
import type { RunConfig } from '../../contract/run-config.ts'
import { findMethod } from '../../core/catalog.ts'
import { runLater } from '../../core/computation.ts'
import { createBatches, type Batches } from '../../core/datasets/batches.ts'
import { classifySeen } from '../../core/evaluation/see-images.ts'
import { median } from '../../core/median.ts'
import { countParameters } from '../../core/network/count.ts'
import { batchRecipe } from '../../core/training/batch-recipe.ts'
import { createStepProbe } from '../../core/training/step-probe.ts'
import { createTrainedBlocks } from '../../core/training/trained-blocks.ts'
import type { QuestionOf } from '../questions.ts'
import { keepModel, type KeptModel } from './kept-models.ts'
import { forgetPeakMemory, peakMemory } from './peak-memory.ts'
import { tellProgress, throwIfAborted, type QuestionContext } from './question-context.ts'

/** Two steps that compile and warm up, then as many measured ones as fit into the time, at least two. */
const warmSteps = 2
const mostMeasured = 5
const measureMs = 3000
const monitorBatch = 32

/** Measures a few real steps and monitor passes of a run, and reckons what the whole of it will cost. */
export async function estimate(question: QuestionOf<'estimate'>, context: QuestionContext): Promise<Estimate> {
  const { config } = question
  const kept = keepModel({ ...question, checkpoint: null }, context.backend)
  const { network, data } = kept
  const batches = createBatches({ ...batchRecipe(config), images: data.train })
  forgetPeakMemory()
  const { stepSeconds, valuesPerCheckpoint } = await measureSteps(kept, batches, config, context)
  const monitor = monitorWork(kept, batches, config)
  const monitorSeconds = await measureMonitor(kept, monitor, config, context)

  const epochSeconds = batches.perEpoch * stepSeconds
  return {
    parameters: countParameters(network).total,
    stepsPerEpoch: batches.perEpoch,
    imagesPerSecond: batches.count / epochSeconds,
    epochSeconds,
    monitorSeconds,
    monitor,
    runSeconds: config.epochs * (epochSeconds + monitorSeconds),
    peakBytes: peakMemory(),
    freeBytes: freemem(),
    // Of the last and of the best epoch, the newest and the one before it.
    diskBytes: 2 * Math.min(2, config.epochs) * 4 * valuesPerCheckpoint,
    device: context.backend.device,
  }
}

/** Training makes its batches in a thread beside the step: the slower of the two sets the pace. */
async function measureSteps(
  { network, data, model }: KeptModel,
  batches: Batches,
  config: RunConfig,
  context: QuestionContext,
): Promise<{ stepSeconds: number; valuesPerCheckpoint: number }> {
  const { backend, signal } = context
  const { now } = backend.step
  // The last batch of an epoch may be smaller: of another shape, and no measure for the others.
  const wholeBatches = Math.max(1, Math.floor(batches.count / config.batchSize))
  const times: { making: number; step: number }[] = []
  // The slowest steps that unfreezing comes to.
  const trained = createTrainedBlocks(config, network, wholeBatches).widest
  const probe = createStepProbe({ config, network, model, shape: data.shape, runtime: backend.step, trained })
  try {
    const total = warmSteps + mostMeasured
    for (let spent = 0; times.length < total;) {
      if (times.length >= warmSteps + 2 && spent > measureMs) break
      throwIfAborted(signal)
      const note = times.length === 0 ? 'preparing the first step' : `step ${times.length + 1} of ${total}`
      tellProgress(context, times.length, total + 1, note)
      await pause()
      const start = now()
      const batch = batches.batch(Math.floor(times.length / wholeBatches), times.length % wholeBatches)
      const made = now()
      await probe.step(batch, 0, { signal })
      times.push({ making: made - start, step: now() - made })
      if (times.length > warmSteps) spent += now() - start
    }
  } finally {
    probe.dispose()
  }
  const measured = times.slice(warmSteps)
  const stepMs = Math.max(median(measured.map(({ step }) => step)), median(measured.map(({ making }) => making)))
  return { stepSeconds: stepMs / 1000, valuesPerCheckpoint: probe.values }
}

function monitorWork({ data }: KeptModel, { count }: Batches, { monitor }: RunConfig): Estimate['monitor'] {
  const panels = {
    trainImages: Math.min(monitor.trainImages, count),
    validationImages: Math.min(monitor.validationImages, data.validation.count),
  }
  if (monitor.attack === null) return { ...panels, gradients: 0, forwards: 0 }
  const { method, values } = findMethod('attacks', monitor.attack)
  const { gradients, forwards } = method.cost(values, { classes: data.classes.length })
  return { ...panels, gradients, forwards }
}

/** One batch under every condition that the monitor looks at, times the number of images. */
async function measureMonitor(
  { data, model, classifier }: KeptModel,
  { trainImages, validationImages }: Estimate['monitor'],
  { monitor, seed }: RunConfig,
  context: QuestionContext,
): Promise<number> {
  const { backend, signal } = context
  const { now } = backend.step
  const images = trainImages + validationImages
  const indices = Int32Array.from({ length: Math.min(monitorBatch, data.validation.count) }, (_, i) => i)
  let seconds = 0
  for (const condition of [{ id: 'clean', params: {} }, ...(monitor.attack ? [monitor.attack] : [])]) {
    const total = warmSteps + mostMeasured + 1
    tellProgress(context, total - 1, total, `monitor: ${condition.id}`)
    let ms = 0
    // The first pass compiles.
    for (let pass = 0; pass < 2; pass++) {
      await pause()
      throwIfAborted(signal)
      const start = now()
      const sight = { images: data.validation, condition, seed }
      const { seen, logits } = await runLater(classifySeen(classifier, model, indices, sight), { signal })
      await logits.data()
      tf.dispose([seen, logits])
      ms = now() - start
    }
    seconds += (ms / 1000 / indices.length) * images
  }
  return seconds
}
