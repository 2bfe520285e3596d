import { asFileFault } from '../contract/file-faults.ts'
import { AppError, type ErrorBody } from '../contract/wire.ts'

/** What a job fails with, in a sentence, and whether the card is to blame: the processor may then do the same job. */
export interface Failure {
  readonly error: ErrorBody
  readonly isOfCard: boolean
}

interface Kind {
  readonly code: ErrorBody['code']
  readonly pattern: RegExp
  readonly isOfCard: boolean
  tell(match: RegExpExecArray): { readonly message: string; readonly hint: string }
}

const processorHint =
  'See `npm run doctor`; CUDA_VISIBLE_DEVICES=-1 in the environment makes the program compute on the processor.'

/** TensorFlow says these without its status codes; the first that fits is told. */
const kinds: readonly Kind[] = [
  {
    code: 'out-of-memory',
    pattern:
      /OOM when allocating tensor with shape\s*\[([\d,]*)\]|out of memory|RESOURCE_EXHAUSTED|failed to allocate|std::bad_alloc|OUT_OF_MEMORY/i,
    isOfCard: true,
    tell: ([, shape]) => ({
      message: `The device ran out of memory${shape ? `, for a tensor of ${shape.replaceAll(',', ' × ')} values` : ''}.`,
      hint: 'Use a smaller batch, smaller images or a smaller architecture.',
    }),
  },
  {
    code: 'invalid-input',
    pattern: /deterministic (?:\w+ )?implementation of (\S+)|when (?:op[- ])?determinis\w+ (?:is|ops are) enabled/i,
    isOfCard: false,
    tell: ([, operation]) => ({
      message: `The run is to be deterministic, and TensorFlow has no deterministic ${operation ? operation.replace(/\W+$/, '') : 'form of one of its operations'} for this device.`,
      hint: 'Launch it with deterministic=false, or compute on the processor.',
    }),
  },
  {
    code: 'no-backend',
    pattern: /No OpKernel was registered to support Op '(\w+)'|Could not find device for node:.*?= (\w+)\[/,
    isOfCard: true,
    tell: ([, first, second]) => ({
      message: `This TensorFlow has no kernel of ${first ?? second} for the device.`,
      hint: processorHint,
    }),
  },
  {
    code: 'no-backend',
    pattern:
      /CUDA_ERROR_\w+|CUDNN_STATUS_\w+|CUBLAS_STATUS_\w+|cu(?:DNN|BLAS|FFT|SOLVER)\b[^.\n]*|DNN library[^.\n]*|no kernel image[^.\n]*|provided PTX[^.\n]*|CUDA runtime implicit initialization[^.\n]*|No algorithm worked/i,
    isOfCard: true,
    tell: ([said]) => ({ message: `The card failed: ${said.trim()}.`, hint: processorHint }),
  },
]

/** Sorts what went wrong: ours and the file system's as they are, TensorFlow's by its text, the rest as a bug. */
export function describeFailure(thrown: unknown): Failure {
  const error = asFileFault(thrown)
  if (error instanceof AppError) return { error: error.body, isOfCard: false }
  const text = error instanceof Error ? error.message : String(error)
  for (const { code, pattern, isOfCard, tell } of kinds) {
    const match = pattern.exec(text)
    if (match) return { error: { code, ...tell(match) }, isOfCard }
  }
  const [message = 'unknown error'] = text.split('\n')
  return { error: { code: 'internal', message, hint: 'This is a bug; the log holds its trace.' }, isOfCard: false }
}
