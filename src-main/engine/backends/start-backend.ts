// The whole of tfjs, for its side effects: the gradients of its operations and the JavaScript backend.
import '@tensorflow/tfjs'
import * as tf from '@tensorflow/tfjs-core'
import type { RunConfig } from '../../contract/run-config.ts'
import { fault } from '../../contract/faults/index.ts'
import { registerOperations } from '../../core/ops/index.ts'
import { residentShare } from '../../core/training/kept-images.ts'
import { plainRuntime, type StepRuntime } from '../../core/training/runtime.ts'
import { abilitiesFor, requirePrecision } from '../abilities.ts'
import type { RuntimeRecord } from '../runtime/record.ts'
import { canRecord, loadNodeBackend, type RecordingBinding } from './tensorflow/binding.ts'
import { createCompiler } from './tensorflow/compile.ts'
import { nativeKernels } from './tensorflow/kernels.ts'

export interface Backend {
  readonly name: 'tensorflow' | 'javascript'
  readonly device: string
  /** What a person should know about this backend, as a sentence. */
  readonly note: string | null
  readonly step: StepRuntime
  /**
   * Computes as a run asks for, from here on; false where another process has to: on a card TensorFlow keeps the
   * algorithms that it chose under other numerics. Throws `invalid-input` where this device cannot.
   */
  setNumerics(wanted: Numerics): boolean
}

/** How a run wants its numbers rounded and its sums ordered. */
export type Numerics = Pick<RunConfig, 'precision' | 'deterministic'>

type Runtime = Pick<RuntimeRecord, 'addon' | 'device' | 'version' | 'reason'> & Partial<Pick<RuntimeRecord, 'card'>>

/**
 * Starts the best backend that is there, or the one that was asked for. TensorFlow that cannot be loaded falls back to
 * JavaScript with a note, unless it was asked for by name: then `no-backend` is thrown.
 */
export async function startBackend(choice: RunConfig['backend'], runtime: Runtime): Promise<Backend> {
  if (choice === 'javascript') return startJavascript('It was asked for.')
  const refusal = await startTensorflow(runtime)
  if (refusal === null) return { ...describe(runtime), step: tensorflow?.steps ?? plainRuntime(now) }
  if (choice === 'tensorflow') {
    throw fault('tensorflow-refused', { reason: refusal })
  }
  return startJavascript(refusal)
}

const missedCard =
  'TensorFlow found no usable card, a library or the driver fails (the log says which): the processor computes.'
const recordsNothing =
  "The program's own addon could not be built (`npm run doctor` says why): every operation runs by itself, about half as fast, and in float32 alone."

/** How the jobs before computed: TensorFlow is one for the whole process, whichever backend they asked for. */
let computedWith: string | null = null

/** What TensorFlow opened is told, whatever was prepared: it passes over a card that it cannot use. */
function describe({ device, version, card = null }: Runtime): Omit<Backend, 'step'> {
  const hasCard = tensorflow?.binding.devices().some(({ type }) => type === 'GPU') ?? device === 'gpu'
  const recordsSteps = tensorflow !== null
  return {
    name: 'tensorflow',
    device: `${hasCard ? ['GPU', card?.name].filter(Boolean).join(' ') : 'CPU'}, TensorFlow ${version}`,
    note: recordsSteps ? (device === 'gpu' && !hasCard ? missedCard : null) : recordsNothing,
    setNumerics(wanted) {
      requirePrecision(
        wanted.precision,
        abilitiesFor({ backend: 'tensorflow', device: hasCard ? 'gpu' : 'cpu', card, recordsSteps }, 'automatic'),
      )
      const isTf32 = wanted.precision === 'tf32'
      const numerics = `${isTf32} ${wanted.deterministic}`
      if (hasCard && computedWith !== null && computedWith !== numerics) return false
      computedWith = numerics
      tensorflow?.binding.allowTensorFloat32(isTf32)
      tensorflow?.binding.setDeterminism(wanted.deterministic)
      return true
    },
  }
}

const inJavascript = { backend: 'javascript', device: 'cpu', card: null, recordsSteps: false } as const

async function startJavascript(why: string): Promise<Backend> {
  // Without it, tfjs advises to install the package that this program replaces.
  tf.enableProdMode()
  registerOperations('cpu')
  await tf.setBackend('cpu')
  const note = `The JavaScript backend computes, about 100 times slower than TensorFlow. ${why}`
  return {
    ...{ name: 'javascript', device: 'CPU, JavaScript', note, step: plainRuntime(now) },
    // One thread, one order of sums: deterministic as it is.
    setNumerics({ precision }) {
      requirePrecision(precision, abilitiesFor(inJavascript, 'javascript'))
      return true
    },
  }
}

/** Once TensorFlow is loaded through an addon that can record steps. */
let tensorflow: { readonly binding: RecordingBinding; readonly steps: StepRuntime } | null = null

/** Null where it is on; else the reason why it is not. */
async function startTensorflow({ addon, reason, device }: Runtime): Promise<string | null> {
  if (addon === null) return reason
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2'
  try {
    if (!tf.engine().registryFactory['tensorflow']) {
      const backend = loadNodeBackend(addon)
      tf.registerBackend('tensorflow', () => backend as never)
      registerOperations('tensorflow', nativeKernels(backend))
      const { binding } = backend
      if (canRecord(binding)) {
        const residentBytes = residentBytesOf(binding.devices())
        // TensorFlow's default on a card is TF32; whoever sets no numerics gets float32 as well.
        binding.allowTensorFloat32(false)
        tensorflow = { binding, steps: { ...createCompiler(backend, binding), residentBytes, now } }
        // An operation without a kernel on the card is computed on the processor.
        if (device === 'gpu') binding.placeSoftly(true)
      }
    }
    await tf.setBackend('tensorflow')
    return null
  } catch (error) {
    return `The TensorFlow addon cannot be loaded: ${(error as Error).message.split('\n')[0]}.`
  }
}

/**
 * A part of a card's memory for the images of a run. On the processor gathering reads the same memory as the batch
 * worker does, and takes the time of the step.
 */
export function residentBytesOf(devices: ReturnType<RecordingBinding['devices']>): number {
  const [card] = devices.filter(({ type }) => type === 'GPU')
  return (card?.memoryBytes ?? 0) * residentShare
}

const now = (): number => performance.now()
