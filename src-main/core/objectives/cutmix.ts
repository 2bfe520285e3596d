import * as tf from '@tensorflow/tfjs-core'
import { defineObjective } from '../methods.ts'
import { number } from '../params.ts'
import { betaDraw, uniformDraw } from './beta-draw.ts'
import { costOfMixed, drawPartners, trainOnMixed } from './partners.ts'

/**
 * CutMix: a box of the partner's image in each image, one box for the batch, labels mixed by area (Yun et al. 2019,
 * section 3.1). λ is from Beta(β, β); the box has floor(√(1 − λ)) of each side, its centre is uniform, and what lies
 * outside of the image is cut off. As in the authors' code the labels' share is then that of the pixels.
 */
export const cutmix = defineObjective({
  id: 'cutmix',
  title: 'CutMix',
  // A box of another image lies over the object as an occluder does.
  shows: [{ family: 'occlusion', unless: ['probability'] }],
  source:
    'Yun et al. 2019, https://arxiv.org/abs/1905.04899; code: https://github.com/clovaai/CutMix-PyTorch, train.py',
  params: {
    beta: number({
      default: 1,
      min: 0.01,
      max: 100,
      help: 'Of the Beta distribution that the size of the box follows.',
    }),
    probability: number({
      default: 1,
      min: 0,
      max: 1,
      help: 'Share of the batches that are mixed: 1 in the authors’ script for ImageNet, 0.5 for CIFAR.',
    }),
  },
  step({ beta, probability }, context) {
    const { images, noise } = context
    const [, height, width] = images.shape
    const partners = drawPartners(context, 0)
    const side = tf.sqrt<tf.Scalar>(tf.sub(1, betaDraw(noise, beta, 1)))
    const rows = insideBox(height, side, uniformDraw(noise, 9))
    const columns = insideBox(width, side, uniformDraw(noise, 10))
    const isMixed = tf.cast(tf.less(uniformDraw(noise, 11), probability), 'float32')
    const box = tf.mul(tf.mul(tf.reshape(rows, [height, 1, 1]), tf.reshape(columns, [1, width, 1])), isMixed)
    // Whole pixels of one image or the other, so no rounding.
    const mixed = tf.add<tf.Tensor4D>(tf.mul(images, tf.sub(1, box)), tf.mul(partners.images, box))
    return trainOnMixed(context, mixed, partners, tf.sub(1, tf.mean(box)) as tf.Scalar)
  },
  cost: () => costOfMixed,
  trainingAttack: () => null,
})

/** 1 where a position [size] lies in the box, else 0. `side`: its share of the size; `center` in [0, 1). */
function insideBox(size: number, side: tf.Scalar, center: tf.Scalar): tf.Tensor1D {
  const half = tf.floor(tf.mul(tf.floor(tf.mul(side, size)), 0.5))
  const middle = tf.floor(tf.mul(center, size))
  const position = tf.range(0, size)
  const isInside = tf.logicalAnd<tf.Tensor1D>(
    tf.greaterEqual(position, tf.sub(middle, half)),
    tf.less(position, tf.add(middle, half)),
  )
  return tf.cast(isInside, 'float32')
}
