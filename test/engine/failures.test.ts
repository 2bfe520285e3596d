import { describe, expect, it } from 'vitest'
import { AppError } from '../../src-main/contract/wire.ts'
import { describeFailure } from '../../src-main/engine/failures.ts'

// As TensorFlow 2.21 writes them; the status code is not part of the text.
const texts = {
  memory:
    'adversarium_step_0: OOM when allocating tensor with shape[256,64,64,96] and type float on /job:localhost/replica:0/task:0/device:GPU:0 by allocator GPU_0_bfc [[{{node FusedBatchNormV3_12}}]]\nHint: If you want to see a list of allocated tensors when OOM happens, add report_tensor_allocations_upon_oom.',
  start: 'Failed to allocate 512.0KiB: CUDA_ERROR_OUT_OF_MEMORY: out of memory',
  kernel:
    "Could not find device for node: {{node RngSkip}} = RngSkip[]\nAll kernels registered for op RngSkip:\n  device='CPU'\n",
  opKernel: "No OpKernel was registered to support Op 'CudnnRNN' used by {{node CudnnRNN}} with these attrs: []",
  deterministic:
    'adversarium_step_0: A deterministic GPU implementation of CropAndResizeBackpropImage is not currently available. [[{{node x}}]]',
  // With its own misspelling.
  loss: 'adversarium_step_0: The GPU implementation of SparseSoftmaxCrossEntropyWithLogits that would have been executed is not deterministic. Note that the Python API uses an alternative, deterministic, GPU-accelerated path when determinsim is enabled.\n\t [[{{node x}}]]',
  launch:
    'adversarium_step_0: Failed to launch kernel: CUDA_ERROR_ILLEGAL_ADDRESS: an illegal memory access [[{{node x}}]]',
  library: 'adversarium_step_0: DNN library is not found.\n\t [[{{node Conv2D_1}}]]',
  code: 'adversarium_step_0: CUDA_ERROR_INVALID_PTX: a PTX JIT compilation failed',
}

describe('describeFailure', () => {
  it.each<[keyof typeof texts, string, string, boolean]>([
    ['memory', 'out-of-memory', 'The device ran out of memory, for a tensor of 256 × 64 × 64 × 96 values.', true],
    ['start', 'out-of-memory', 'The device ran out of memory.', true],
    ['kernel', 'no-backend', 'This TensorFlow has no kernel of RngSkip for the device.', true],
    ['opKernel', 'no-backend', 'This TensorFlow has no kernel of CudnnRNN for the device.', true],
    [
      'deterministic',
      'invalid-input',
      'The run is to be deterministic, and TensorFlow has no deterministic CropAndResizeBackpropImage for this device.',
      false,
    ],
    [
      'loss',
      'invalid-input',
      'The run is to be deterministic, and TensorFlow has no deterministic SparseSoftmaxCrossEntropyWithLogits for this device.',
      false,
    ],
    ['launch', 'no-backend', 'The card failed: CUDA_ERROR_ILLEGAL_ADDRESS.', true],
    ['library', 'no-backend', 'The card failed: DNN library is not found.', true],
    ['code', 'no-backend', 'The card failed: CUDA_ERROR_INVALID_PTX.', true],
  ])('makes a sentence of %s', (name, code, message, isOfCard) => {
    const failure = describeFailure(new Error(texts[name]))
    expect(failure).toMatchObject({ error: { code, message, hint: expect.stringMatching(/\.$/) }, isOfCard })
  })

  it('leaves our own errors as they are, and calls the rest a bug of one line', () => {
    const own = new AppError('not-a-number', 'Training stopped at step 3.', { hint: 'Lower the rate.' })
    expect(describeFailure(own)).toEqual({ error: own.body, isOfCard: false })
    expect(describeFailure(new Error('x is undefined\n  at y')).error).toMatchObject({
      code: 'internal',
      message: 'x is undefined',
    })
  })
})
