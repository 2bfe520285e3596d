import { RunConfig } from '../../contract/run-config.ts'
import { networkOf } from '../../core/architectures/network-of.ts'
import type { Network } from '../../core/network/network.ts'
import { createRandom } from '../../core/random.ts'
import { startBackend, type Backend } from '../../engine/backends/start-backend.ts'
import { readRuntime } from '../../engine/runtime/record.ts'
import { native } from '../places.ts'
import type { MeasureRequest } from '../request.ts'

type Setting = Omit<MeasureRequest, 'spawnedAt'>

/** The best backend that is there. */
export const start = (): Promise<Backend> => startBackend('automatic', readRuntime(native))

export function buildNetwork({ architecture, params, size, classes }: Setting): Network {
  return networkOf({ id: architecture, params: { ...params } }, { shape: [size, size, 3], classes: Array(classes) })
}

/** The run that a request is about. */
export function configOf(request: Setting): RunConfig {
  const { architecture, params, iterations, stepSize, epsilon, batch, deterministic, precision } = request
  const attack = { gradientNorm: 'infinity', stepSize, iterations, epsilon }
  return RunConfig.parse({
    dataset: { id: 'shapes' },
    architecture: { id: architecture, params },
    objective: iterations === 0 ? 'cross-entropy' : { id: 'adversarial-regularization', params: attack },
    optimizer: 'sgd:learningRate=0.01,momentum=0.9',
    batchSize: batch,
    deterministic,
    precision,
    monitor: { trainImages: 0, validationImages: 1 },
  })
}

/** Images in [0, 1] and their classes. */
export function randomBatch({ size, classes }: Setting, count: number) {
  const random = createRandom(1)
  return {
    images: Float32Array.from({ length: count * size * size * 3 }, () => random.uniform()),
    labels: Int32Array.from({ length: count }, () => random.integer(classes)),
  }
}
