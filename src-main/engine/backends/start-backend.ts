// The whole of tfjs, for its side effects: the gradients of its operations and the JavaScript backend.
import '@tensorflow/tfjs'
import * as tf from '@tensorflow/tfjs-core'
import type { RunConfig } from '../../contract/run-config.ts'
import { AppError } from '../../contract/wire.ts'
import { registerOperations } from '../../core/ops/index.ts'
import { plainRuntime, type StepRuntime } from '../../core/training/runtime.ts'
import type { RuntimeRecord } from '../runtime/record.ts'
import { canRecord, loadNodeBackend } from './tensorflow/binding.ts'
import { createCompiler } from './tensorflow/compile.ts'
import { nativeKernels } from './tensorflow/kernels.ts'

export interface Backend {
  readonly name: 'tensorflow' | 'javascript'
  readonly device: string
  /** What a person should know about this backend, as a sentence. */
  readonly note: string | null
  readonly step: StepRuntime
}

type Runtime = Pick<RuntimeRecord, 'addon' | 'device' | 'version' | 'reason'>

/**
 * Starts the best backend that is there, or the one that was asked for. TensorFlow that cannot be loaded falls back to
 * JavaScript with a note, unless it was asked for by name: then `no-backend` is thrown.
 */
export async function startBackend(choice: RunConfig['backend'], runtime: Runtime): Promise<Backend> {
  if (choice === 'javascript') return startJavascript('It was asked for.')
  const refusal = await startTensorflow(runtime)
  if (refusal === null) return { ...describe(runtime), step: tensorflowSteps ?? plainRuntime(now) }
  if (choice === 'tensorflow') {
    throw new AppError('no-backend', `TensorFlow was asked for and cannot be used: ${refusal}`, {
      hint: 'See `npm run doctor`, or choose the backend "automatic".',
    })
  }
  return startJavascript(refusal)
}

function describe({ device, version }: Runtime): Omit<Backend, 'step'> {
  const name = device === 'gpu' ? 'GPU' : 'CPU'
  return { name: 'tensorflow', device: `${name}, TensorFlow ${version}`, note: null }
}

async function startJavascript(why: string): Promise<Backend> {
  // Without it, tfjs advises to install the package that this program replaces.
  tf.enableProdMode()
  registerOperations('cpu')
  await tf.setBackend('cpu')
  const note = `The JavaScript backend computes, about 100 times slower than TensorFlow. ${why}`
  return { name: 'javascript', device: 'CPU, JavaScript', note, step: plainRuntime(now) }
}

/** Compiled steps, once TensorFlow is loaded through an addon that can record them. */
let tensorflowSteps: StepRuntime | null = null

/** Null where it is on; else the reason why it is not. */
async function startTensorflow({ addon, reason }: Runtime): Promise<string | null> {
  if (addon === null) return reason
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true'
  try {
    if (!tf.engine().registryFactory['tensorflow']) {
      const backend = loadNodeBackend(addon)
      tf.registerBackend('tensorflow', () => backend as never)
      registerOperations('tensorflow', nativeKernels(backend))
      const { binding } = backend
      if (canRecord(binding)) tensorflowSteps = { ...createCompiler(backend, binding), now }
    }
    await tf.setBackend('tensorflow')
    return null
  } catch (error) {
    return `The TensorFlow addon cannot be loaded: ${(error as Error).message.split('\n')[0]}.`
  }
}

const now = (): number => performance.now()
