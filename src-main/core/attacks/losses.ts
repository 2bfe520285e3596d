import * as tf from '@tensorflow/tfjs-core'
import type { AttackLoss } from '../methods.ts'
import { crossEntropy as crossEntropyOf } from '../ops/cross-entropy.ts'

/** Cross-entropy of the label, in nats. */
export const crossEntropy: AttackLoss = (logits, labels) => crossEntropyOf(logits, labels)

/** Minus the cross-entropy of the target, in nats. */
export const targetedCrossEntropy: AttackLoss = (logits, _labels, targets) => tf.neg(crossEntropyOf(logits, targets))

/** The largest other logit minus that of the label: above 0 where the image is misclassified. */
export const margin: AttackLoss = (logits, labels) =>
  withDerivative(logits, (z) => {
    const own = oneHot(labels, z)
    const rival = largestBut(z, own)
    return { losses: tf.sub(pick(z, rival), pick(z, own)), derivative: tf.sub(rival, own) }
  })

/** The target's logit minus that of the label. */
export const targetedMargin: AttackLoss = (logits, labels, targets) =>
  withDerivative(logits, (z) => {
    const direction = tf.sub<tf.Tensor2D>(oneHot(targets, z), oneHot(labels, z))
    return { losses: pick(z, direction), derivative: direction }
  })

/**
 * Difference of logits ratio: −(z_y − max_{i≠y} z_i) / (z₍₁₎ − z₍₃₎ + 1e-12), of three classes or more. Constant where the
 * label ranks third: its gradient is 0 there. Croce and Hein 2020, "Reliable evaluation of adversarial robustness with
 * an ensemble of diverse parameter-free attacks", equation 6.
 */
export const differenceOfLogitsRatio: AttackLoss = (logits, labels) =>
  withDerivative(logits, (z) => {
    const own = oneHot(labels, z)
    const [first, , third] = largest(z, 3) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]
    return ratio(z, tf.sub(largestBut(z, own), own), tf.sub(first, third))
  })

/** −(z_y − z_t) / (z₍₁₎ − (z₍₃₎ + z₍₄₎) / 2 + 1e-12), of four classes or more: equation 7 of the same paper. */
export const targetedDifferenceOfLogitsRatio: AttackLoss = (logits, labels, targets) =>
  withDerivative(logits, (z) => {
    const [first, , third, fourth] = largest(z, 4) as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D]
    const denominator = tf.sub<tf.Tensor2D>(first, tf.mul(tf.add(third, fourth), 0.5))
    return ratio(z, tf.sub(oneHot(targets, z), oneHot(labels, z)), denominator)
  })

interface WithDerivative {
  readonly losses: tf.Tensor1D
  readonly derivative: tf.Tensor2D
}

/** The losses with this derivative: which class ranks where has none itself, and tfjs could not pass it over. */
function withDerivative(logits: tf.Tensor2D, loss: (logits: tf.Tensor2D) => WithDerivative): tf.Tensor1D {
  const operation = tf.customGrad((z, save) => {
    const { losses, derivative } = loss(z as tf.Tensor2D)
    ;(save as tf.GradSaveFunc)([derivative])
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor =>
      tf.mul(saved[0] as tf.Tensor, tf.expandDims(dy, 1))
    return { value: losses, gradFunc }
  })
  return operation(logits) as tf.Tensor1D
}

/** (z · numerator) / (z · denominator + 1e-12); rounded so that the derivative is 0 where both are equal. */
function ratio(z: tf.Tensor2D, numerator: tf.Tensor2D, denominator: tf.Tensor2D): WithDerivative {
  const below = tf.expandDims(tf.add(pick(z, denominator), 1e-12), 1)
  const quotient = tf.div(tf.expandDims(pick(z, numerator), 1), below)
  const derivative = tf.sub<tf.Tensor2D>(tf.div(numerator, below), tf.mul(tf.div(quotient, below), denominator))
  return { losses: tf.squeeze(quotient, [1]), derivative }
}

const oneHot = (classes: tf.Tensor1D, logits: tf.Tensor2D): tf.Tensor2D =>
  tf.oneHot(classes, logits.shape[1], 1, 0, 'float32') as tf.Tensor2D

const pick = (logits: tf.Tensor2D, weights: tf.Tensor2D): tf.Tensor1D => tf.sum(tf.mul(logits, weights), 1)

/** One-hot of the largest logit where `left` is 0; ties go to the first. */
const largestBut = (logits: tf.Tensor2D, left: tf.Tensor2D): tf.Tensor2D =>
  oneHot(tf.argMax(tf.where(tf.greater(left, 0), Number.NEGATIVE_INFINITY, logits), 1), logits)

/** One-hots of the `count` largest logits, in order. */
function largest(logits: tf.Tensor2D, count: number): tf.Tensor2D[] {
  const found: tf.Tensor2D[] = []
  let left = tf.zerosLike(logits)
  for (let rank = 0; rank < count; rank++) {
    const next = largestBut(logits, left)
    found.push(next)
    left = tf.add(left, next)
  }
  return found
}
