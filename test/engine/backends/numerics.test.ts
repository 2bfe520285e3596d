import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { RunConfig, type Precision } from '../../../src-main/contract/run-config.ts'
import { networkOf } from '../../../src-main/core/architectures/network-of.ts'
import { initialize } from '../../../src-main/core/network/initialize.ts'
import { createRandom } from '../../../src-main/core/random.ts'
import { startTrainingSteps } from '../../../src-main/core/training/training-steps.ts'
import { uploadModel, uploadSlots } from '../../../src-main/core/training/tensors.ts'
import { abilitiesFor, requirePrecision } from '../../../src-main/engine/abilities.ts'
import type { Backend } from '../../../src-main/engine/backends/start-backend.ts'
import type { NodeBackend, RecordingBinding } from '../../../src-main/engine/backends/tensorflow/binding.ts'
import { leaveOut } from '../../support/leave-out.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'

const processor = { backend: 'tensorflow', device: 'cpu', card: null, recordsSteps: true } as const
const batch = { count: 8, size: 32, classes: 4 }

/** Losses of some steps on one batch, and the state after them. */
async function train({ step: runtime }: Backend, architecture: string, precision: Precision, steps = 6) {
  const config = RunConfig.parse({ dataset: { id: 'shapes' }, architecture, precision, batchSize: batch.count })
  const shape = [batch.size, batch.size, 3] as const
  const network = networkOf(config.architecture, { shape, classes: Array.from({ length: batch.classes }) })
  const initial = { ...uploadModel(network, initialize(network, 0)), slots: uploadSlots(network, 1, null) }
  const training = startTrainingSteps({ config, network, shape, runtime }, initial)
  tf.dispose([...initial.weights, ...initial.statistics, ...initial.slots.flat()])
  const random = createRandom(3)
  const images = Float32Array.from({ length: batch.count * batch.size ** 2 * 3 }, () => random.uniform())
  const labels = Int32Array.from({ length: batch.count }, (_, i) => i % batch.classes)
  const losses: number[] = []
  for (let step = 0; step < steps; step++) {
    const metrics = await training.advance({ images, labels, indices: labels }, { step, rate: 0.002 })
    losses.push(metrics['loss']?.dataSync()[0] as number)
    tf.dispose(Object.values(metrics))
  }
  const state = training.state()
  const dtypes = new Set([...state.weights, ...state.statistics, ...state.slots.flat()].map(({ dtype }) => dtype))
  const sums = state.weights.map((weight) => tf.tidy(() => tf.sum(tf.abs(weight)).dataSync()[0] as number))
  tf.dispose([...state.weights, ...state.statistics, ...state.slots.flat()])
  training.dispose()
  return { losses, dtypes, sums }
}

tellSkipped('numerics')
describe.skipIf(!hasTensorflow)('the numerics of a run', () => {
  let backend: Backend
  let binding: RecordingBinding
  beforeAll(async () => {
    backend = await useTensorflow()
    ;({ binding } = tf.backend() as unknown as NodeBackend & { binding: RecordingBinding })
  })

  it('are those of the device that TensorFlow opened', () => {
    expect(binding.devices()).toEqual([{ name: 'CPU:0', type: 'CPU', memoryBytes: expect.any(Number) }])
    expect(backend.device).toMatch(/^CPU, TensorFlow 2\./)
    expect(backend.setNumerics({ precision: 'float32', deterministic: true })).toBe(true)
    expect(backend.setNumerics({ precision: 'float32', deterministic: false })).toBe(true)
    expect(() => backend.setNumerics({ precision: 'tf32', deterministic: false })).toThrow(/needs an NVIDIA card/)
  })

  it('are deterministic where that is asked for: an operation that cannot be is refused', () => {
    const tellTime = (): void => {
      const [time] = binding.executeOp('Timestamp', [], [], 1)
      binding.tensorsRelease(Int32Array.of(time?.id ?? -1))
    }
    backend.setNumerics({ precision: 'float32', deterministic: true })
    expect(tellTime).toThrow('when determinism is enabled')
    backend.setNumerics({ precision: 'float32', deterministic: false })
    expect(tellTime).not.toThrow()
  })

  it('stay those of the first job of a process on a card, whichever backend the next one asks for', async () => {
    const devices = vi.spyOn(binding, 'devices')
    devices.mockReturnValue([{ name: 'GPU:0', type: 'GPU', memoryBytes: 2 ** 33 }])
    const [first, second] = [await useTensorflow(), await useTensorflow()]
    devices.mockRestore()
    expect(first.setNumerics({ precision: 'float32', deterministic: false })).toBe(true)
    expect(second.setNumerics({ precision: 'float32', deterministic: true })).toBe(false)
    expect(second.setNumerics({ precision: 'float32', deterministic: false })).toBe(true)
  })

  const canRound = ((): boolean => {
    try {
      requirePrecision('bfloat16', abilitiesFor(processor, 'automatic'))
      return true
    } catch {
      return false
    }
  })()
  /** Of the first loss. With AVX512_BF16 it stays below 5 %; tiles of AMX, which sum otherwise, moved it by 11 %. */
  const mostRounding = abilitiesFor(processor, 'automatic').processorFlags.has('amx_bf16') ? 0.2 : 0.05
  if (!canRound) leaveOut('steps in bfloat16', 'this processor has neither AVX512_BF16 nor AMX_BF16')
  else {
    it.each(['small-cnn:width=16,depth=2', 'mobilenet-v2'])(
      'in bfloat16 round the products of %s and keep its variables in float32',
      async (architecture) => {
        const before = { tensors: tf.memory().numTensors, handles: binding.getNumOfTensors() }
        const exact = await train(backend, architecture, 'float32')
        const rounded = await train(backend, architecture, 'bfloat16')
        expect({ tensors: tf.memory().numTensors, handles: binding.getNumOfTensors() }).toEqual(before)
        expect(rounded.dtypes).toEqual(new Set(['float32']))
        expect(rounded.sums.every(Number.isFinite)).toBe(true)
        expect(rounded.sums).not.toEqual(exact.sums)
        // One step of rounding to 8 bits is seen in the first loss, and no more than that.
        const [first = 0] = exact.losses
        expect(rounded.losses[0]).not.toBe(first)
        expect(Math.abs((rounded.losses[0] as number) / first - 1)).toBeLessThan(mostRounding)
        expect(rounded.losses.at(-1)).toBeLessThan(first)
        expect((await train(backend, architecture, 'bfloat16')).losses).toEqual(rounded.losses)
      },
    )
  }
})
