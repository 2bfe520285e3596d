import * as tf from '@tensorflow/tfjs-core'
import type { MetricPoint } from '../../contract/runs.ts'
import type { AppError } from '../../contract/wire.ts'
import type { EpochLoss } from './epoch-loss.ts'
import type { TrainingEvent } from './events.ts'
import { notANumber } from './not-a-number.ts'
import type { Metrics } from './training-steps.ts'

/** A step that was taken; `step` counts from 1, `rate` is the learning rate, `images` are those of its batch. */
interface TakenStep {
  readonly step: number
  readonly rate: number
  readonly images: number
  readonly metrics: Metrics
}

/** Metrics of steps that are still on the device: a reading may have to wait for it. */
export interface StepReadings {
  /** Steps that wait to be read. */
  readonly waiting: number
  /** Takes over the metrics' tensors. */
  add(taken: TakenStep): void
  /** Reads all that wait and yields their points. Throws `not-a-number` after the points of the steps before. */
  read(): AsyncGenerator<TrainingEvent>
  dispose(): void
}

/** Losses are added to `epochLoss` as they are read. */
export function createStepReadings(batchesPerEpoch: number, epochLoss: EpochLoss): StepReadings {
  const unread: TakenStep[] = []

  /** The points of a step, or why there are none. */
  async function pointsOf({ step, rate, images, metrics }: TakenStep): Promise<MetricPoint[] | AppError> {
    const values: [string, number][] = [['learning-rate', rate]]
    let failure: AppError | null = null
    for (const [name, scalar] of Object.entries(metrics)) {
      const [value = Number.NaN] = await scalar.data<'float32'>()
      if (!Number.isFinite(value)) failure ??= notANumber(name, step)
      else if (name === 'loss') epochLoss.add(value, images)
      values.push([name, value])
    }
    return failure ?? values.map(([name, value]) => ({ name, step, epoch: step / batchesPerEpoch, value }))
  }

  return {
    get waiting() {
      return unread.length
    },
    add: (taken) => void unread.push(taken),
    async *read() {
      const points: MetricPoint[] = []
      let failure: AppError | null = null
      for (let taken = unread[0]; taken && failure === null; taken = unread[0]) {
        const read = await pointsOf(taken)
        unread.shift()
        tf.dispose(Object.values(taken.metrics))
        if (Array.isArray(read)) points.push(...read)
        else failure = read
      }
      if (points.length > 0) yield { kind: 'points', points }
      if (failure !== null) throw failure
    },
    dispose: () => tf.dispose(unread.flatMap(({ metrics }) => Object.values(metrics))),
  }
}
