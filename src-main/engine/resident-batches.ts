import * as tf from '@tensorflow/tfjs-core'
import type { Batches } from '../core/datasets/batches.ts'
import type { ImageSet } from '../core/datasets/image-set.ts'
import { uploadImages } from '../core/datasets/upload-images.ts'
import { gatherImages, type Images } from '../core/ops/pixels.ts'
import type { StepRuntime } from '../core/training/runtime.ts'
import type { BatchSource } from './batch-source.ts'

/** Batches gathered from the whole set, which is brought to the device once. */
export function createResidentBatches(set: ImageSet, batches: Batches, runtime: StepRuntime): BatchSource {
  const all = Int32Array.from({ length: set.count }, (_, index) => index)
  const images = uploadImages(set, all)
  const gather = runtime.compile((inputs: { set: Images; indices: tf.Tensor1D }) =>
    gatherImages(inputs.set, inputs.indices),
  )
  return {
    async next(epoch, index) {
      const indices = batches.indices(epoch, index)
      const chosen = tf.tensor1d(indices, 'int32')
      const labels = indices.map((image) => set.labels[image] as number)
      try {
        return { images: await gather.later({ set: images, indices: chosen }), labels, indices }
      } finally {
        chosen.dispose()
      }
    },
    async close() {
      images.dispose()
      gather.dispose()
    },
  }
}
