import * as tf from '@tensorflow/tfjs-core'
import type { ObjectiveContext } from '../methods.ts'
import { choice } from '../params.ts'
import { valueAndGradients } from '../training/gradients.ts'

/** `training`: batch statistics, dropout, and the moving statistics follow every pass. `inference`: none of it. */
export type AttackMode = 'training' | 'inference'

/** How batch normalization and dropout work while an objective looks for adversarial images. */
export const attackMode = (options: { readonly default: AttackMode; readonly help: string }) =>
  choice({
    default: options.default,
    options: { training: 'Training mode', inference: 'Inference mode' },
    help: `Batch normalization and dropout in the passes of the attack: in training mode with batch statistics, and the moving ones follow. ${options.help}`,
  })

/** Passes that an attack makes, one after another. */
export interface AttackPasses {
  /** d/dx of the sum or mean of the losses at x, [batch, height, width, channels], and the losses themselves, [batch]. */
  pass(at: tf.Tensor4D): { readonly gradient: tf.Tensor4D; readonly losses: tf.Tensor1D }
  /** The gradient alone. */
  gradient(at: tf.Tensor4D): tf.Tensor4D
  /** [batch, classes] at x. */
  logits(at: tf.Tensor4D): tf.Tensor2D
  /** The moving statistics after the passes so far. */
  readonly statistics: readonly tf.Tensor[]
}

export interface AttackPassesOptions {
  readonly mode: AttackMode
  /** Of the logits [batch, classes] of a pass: a loss for each image. */
  losses(logits: tf.Tensor2D): tf.Tensor1D
  /** What is differentiated. */
  readonly reduce: 'sum' | 'mean'
}

/** Starts with these moving statistics. */
export function attackPasses(
  { forward }: Pick<ObjectiveContext, 'forward'>,
  start: readonly tf.Tensor[],
  { mode, losses: lossesOf, reduce }: AttackPassesOptions,
): AttackPasses {
  let statistics = start
  const training = mode === 'training'
  const passes: AttackPasses = {
    pass(at) {
      const { kept, gradients } = valueAndGradients(() => {
        const { logits, statistics: after } = forward(at, statistics, { training })
        const losses = lossesOf(logits)
        return { value: reduce === 'sum' ? tf.sum(losses) : tf.mean(losses), kept: { losses, statistics: after } }
      }, [at])
      statistics = kept.statistics
      return { gradient: gradients[0] as tf.Tensor4D, losses: kept.losses }
    },
    gradient: (at) => passes.pass(at).gradient,
    logits(at) {
      const pass = forward(at, statistics, { training })
      statistics = pass.statistics
      return pass.logits
    },
    get statistics() {
      return statistics
    },
  }
  return passes
}
