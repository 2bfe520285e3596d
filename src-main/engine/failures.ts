import { tellFault } from '../contract/faults/index.ts'
import { asFileFault } from '../contract/file-faults.ts'
import { AppError, type ErrorBody } from '../contract/wire.ts'

/** What a job fails with, in a sentence, and whether the card is to blame: the processor may then do the same job. */
export interface Failure {
  readonly error: ErrorBody
  readonly isOfCard: boolean
}

interface Kind {
  readonly pattern: RegExp
  readonly isOfCard: boolean
  tell(match: RegExpExecArray): ErrorBody
}

/** TensorFlow says these without its status codes; the first that fits is told. */
const kinds: readonly Kind[] = [
  {
    pattern:
      /OOM when allocating tensor with shape\s*\[([\d,]*)\]|out of memory|RESOURCE_EXHAUSTED|failed to allocate|std::bad_alloc|OUT_OF_MEMORY/i,
    isOfCard: true,
    tell: ([, shape]) =>
      tellFault('out-of-memory', { tensor: shape ? `, for a tensor of ${shape.replaceAll(',', ' × ')} values` : '' }),
  },
  {
    pattern:
      /deterministic (?:\w+ )?implementation of (\S+)|implementation of (\S+) that would have been executed is not deterministic|when (?:op[- ])?determin\w+ (?:is|ops are) enabled/i,
    isOfCard: false,
    tell: ([, first, second]) =>
      tellFault('not-deterministic', {
        operation: (first ?? second)?.replace(/\W+$/, '') ?? 'form of one of its operations',
      }),
  },
  {
    pattern: /No OpKernel was registered to support Op '(\w+)'|Could not find device for node:.*?= (\w+)\[/,
    isOfCard: true,
    tell: ([, first, second]) => tellFault('no-kernel', { operation: first ?? second ?? 'an operation' }),
  },
  {
    pattern:
      /CUDA_ERROR_\w+|CUDNN_STATUS_\w+|CUBLAS_STATUS_\w+|cu(?:DNN|BLAS|FFT|SOLVER)\b[^.\n]*|DNN library[^.\n]*|no kernel image[^.\n]*|provided PTX[^.\n]*|CUDA runtime implicit initialization[^.\n]*|No algorithm worked/i,
    isOfCard: true,
    tell: ([said]) => tellFault('card-failed', { reason: said.trim() }),
  },
]

/** Sorts what went wrong: ours and the file system's as they are, TensorFlow's by its text, the rest as a bug. */
export function describeFailure(thrown: unknown): Failure {
  const error = asFileFault(thrown)
  if (error instanceof AppError) return { error: error.body, isOfCard: false }
  const text = error instanceof Error ? error.message : String(error)
  for (const { pattern, isOfCard, tell } of kinds) {
    const match = pattern.exec(text)
    if (match) return { error: tell(match), isOfCard }
  }
  const [message = 'unknown error'] = text.split('\n')
  return { error: { code: 'internal', message, hint: 'This is a bug; the log holds its trace.' }, isOfCard: false }
}
