import * as tf from '@tensorflow/tfjs-core'
import { choice, number, type ValuesOf } from '../params.ts'
import { valueAndGradients } from '../training/gradients.ts'
import type { Pass } from './label-loss.ts'

/**
 * Adversarial weight perturbation as a modifier of an objective: Wu, Xia & Wang 2020, equations 7 to 11 and algorithm 1,
 * https://arxiv.org/abs/2004.05884; code: https://github.com/csdongxian/AWP, utils_awp.py.
 */
export const weightPerturbationParams = {
  weightPerturbation: number({
    default: 0,
    min: 0,
    max: 1,
    help: 'AWP: the weights are moved up the loss by this share of their norm, layer by layer, before the gradient is taken (the authors: 0.01, with TRADES 0.005). 0 is off; else one more pass for each pass of the loss.',
  }),
  weightDecayAt: choice({
    default: 'perturbed',
    options: { perturbed: 'The moved weights (authors’ code)', plain: 'The weights (paper)' },
    help: 'Which weights weight decay shrinks where AWP is on: the code leaves the weights moved until the optimizer has stepped.',
  }),
} as const

type WeightPerturbationValues = ValuesOf<typeof weightPerturbationParams>

/** Value, by-products and gradients of a pass, and the weights that decay refers to where these are others. */
export type PerturbedPass<P extends Pass> = { readonly value: tf.Scalar; readonly kept: P['kept'] } & {
  readonly gradients: readonly tf.Tensor[]
  readonly decayed?: readonly tf.Tensor[]
}

/**
 * The gradients of a loss by the weights where AWP has moved them: each kernel w by γ ‖w‖ ∇w / ‖∇w‖ up the same loss;
 * biases and batch normalization stay. The statistics of the pass that finds the direction are dropped, as those of the
 * authors' proxy are. `loss` takes the weights that stand in for `trainable`. Without AWP: of the loss as it is.
 */
export function atPerturbedWeights<P extends Pass>(
  { weightPerturbation: share, weightDecayAt }: WeightPerturbationValues,
  trainable: readonly tf.Tensor[],
  loss: (trainable: readonly tf.Tensor[]) => P,
): PerturbedPass<P> {
  if (share === 0) return valueAndGradients<P['kept']>(() => loss(trainable), trainable)
  const { gradients } = valueAndGradients<P['kept']>(() => loss(trainable), trainable)
  const moved = trainable.map((weight, i) => {
    const gradient = gradients[i] as tf.Tensor
    // As the authors do: what has one dimension is no kernel.
    if (weight.rank < 2) return weight
    const scale = tf.div(lengthOf(weight), tf.add(lengthOf(gradient), 1e-20))
    return tf.add(weight, tf.mul(gradient, tf.mul(scale, share)))
  })
  const result = valueAndGradients<P['kept']>(() => loss(moved), moved)
  return weightDecayAt === 'perturbed' ? { ...result, decayed: moved } : result
}

function lengthOf(tensor: tf.Tensor): tf.Scalar {
  return tf.sqrt(tf.sum(tf.square(tensor)))
}
