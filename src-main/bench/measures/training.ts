import * as tf from '@tensorflow/tfjs-core'
import { findMethod } from '../../core/catalog.ts'
import { initialize } from '../../core/network/initialize.ts'
import { engineBytes } from '../../core/network/memory.ts'
import { runMemory } from '../../core/training/run-memory.ts'
import { uploadModel, uploadSlots } from '../../core/training/tensors.ts'
import { startTrainingSteps } from '../../core/training/training-steps.ts'
import { canRecord, type NodeBackend } from '../../engine/backends/tensorflow/binding.ts'
import { peakMemory } from '../../engine/jobs/peak-memory.ts'
import type { MeasureRequest } from '../request.ts'
import { buildNetwork, configOf, randomBatch, start } from './setting.ts'
import { measureSteady } from './steady.ts'

/** Steps between two readings of the loss, as in training. */
const readEvery = 10

/** Training steps on one random batch, which is uploaded anew for every step. */
export async function measureTraining(request: MeasureRequest): Promise<Record<string, number>> {
  const { step: runtime, setNumerics } = await start()
  const config = configOf(request)
  setNumerics(config)
  const network = buildNetwork(request)
  const batch = { ...randomBatch(request, request.batch), indices: new Int32Array(request.batch) }
  const optimizer = findMethod('optimizers', config.optimizer)
  const slots = uploadSlots(network, optimizer.method.slots(optimizer.values).length, null)
  const initial = { ...uploadModel(network, initialize(network, 0)), slots }
  const steps = startTrainingSteps({ config, network, shape: network.inputShape, runtime }, initial)
  tf.dispose([...initial.weights, ...initial.statistics, ...slots.flat()])

  const unread: tf.Tensor[] = []
  const read = async (): Promise<void> => {
    await Promise.all(unread.map((loss) => loss.data()))
    tf.dispose(unread.splice(0))
  }
  let step = 0
  let warm = { wallMs: 0, computedMs: 0, tensors: 0, step }
  const { medianMs } = await measureSteady(
    async () => {
      const { loss, ...others } = await steps.advance(batch, { step: step++, rate: 0.01 })
      tf.dispose(others)
      unread.push(loss as tf.Tensor)
      if (unread.length >= readEvery) await read()
    },
    request.seconds,
    () => {
      const tensors = liveTensors() - unread.length
      warm = { wallMs: performance.now(), computedMs: steps.computedMs, tensors, step }
    },
  )
  const wallMs = performance.now() - warm.wallMs
  await read()
  const { fixedBytes, perImageBytes } = runMemory(config, network)
  return {
    stepMs: medianMs,
    imagesPerSecond: (request.batch * 1000) / medianMs,
    javascriptMs: (wallMs - (steps.computedMs - warm.computedMs)) / (step - warm.step),
    leakedTensors: liveTensors() - warm.tensors,
    peakMegabytes: peakMemory() / 1e6,
    reckonedMegabytes: (engineBytes + fixedBytes + request.batch * perImageBytes) / 1e6,
  }
}

/** What TensorFlow holds for us, the state between steps too; elsewhere what tfjs counts. */
function liveTensors(): number {
  const { binding } = tf.backend() as unknown as Partial<NodeBackend>
  return binding && canRecord(binding) ? binding.tensorsInUse().tensors : tf.memory().numTensors
}
