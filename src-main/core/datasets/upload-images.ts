import * as tf from '@tensorflow/tfjs-core'
import { bytesTensor, type Images } from '../ops/pixels.ts'
import type { ImageSet } from './image-set.ts'
import { readBytes } from './pixels.ts'

/** The images with these indices on the device, bytes [batch, height, width, channels]. */
export const uploadImages = (set: ImageSet, indices: Int32Array): Images =>
  bytesTensor(readBytes(set, indices), [indices.length, ...set.shape])

/** Their classes, [batch] int32. */
export const uploadLabels = (set: ImageSet, indices: Int32Array): tf.Tensor1D =>
  tf.tensor1d(
    indices.map((index) => set.labels[index] as number),
    'int32',
  )
