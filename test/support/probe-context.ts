import { RunConfig, type RunConfigInput } from '../../src-main/contract/run-config.ts'
import type { JobEvent } from '../../src-main/engine/protocol.ts'
import { startBackend, type Backend } from '../../src-main/engine/backends/start-backend.ts'
import { generateDataset } from '../../src-main/host/datasets/generate-dataset.ts'

/** Three shapes of 16 pixels: 40 training and 20 validation images. */
export async function smallDataset(workspace: string, { validation = 20 } = {}): Promise<string> {
  const params = { size: 16, train: 40, validation, classes: 3 }
  return (await generateDataset({ id: 'shapes', params, workspace })).folder
}

/** A network of two thin stages on them. */
export function smallConfig(changes: Partial<RunConfigInput> = {}): RunConfig {
  return RunConfig.parse({
    dataset: { id: 'shapes' },
    architecture: 'small-cnn:width=4,depth=2',
    batchSize: 8,
    epochs: 3,
    seed: 5,
    monitor: { trainImages: 16, validationImages: 1000 },
    ...changes,
  })
}

/** What an engine gives a question, on the JavaScript backend. */
export async function probeContext(signal = new AbortController().signal) {
  const backend: Backend = await startBackend('javascript', { addon: null, device: 'cpu', version: null, reason: '' })
  const events: JobEvent[] = []
  return { backend, signal, interrupt: signal, events, emit: (event: JobEvent) => void events.push(event) }
}
