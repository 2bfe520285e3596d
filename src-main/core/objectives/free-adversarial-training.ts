import * as tf from '@tensorflow/tfjs-core'
import { steepestDirection } from '../attacks/direction.ts'
import { defineObjective } from '../methods.ts'
import { number, toggle } from '../params.ts'
import { valueAndGradients } from '../training/gradients.ts'
import { cleanCurve, describeAttacked } from './attacked-batch.ts'
import { labelLoss } from './label-loss.ts'

/**
 * Free adversarial training: every batch is taken `repeats` times in a row, and one pass gives both the gradient of the
 * weights and that of the perturbation, which then moves by `stepSize` along its sign, stays within ε, and goes on to the
 * next step, also to that of the next batch; in the first it is 0 (Shafahi et al. 2019, algorithm 1). A smaller last batch
 * moves the first of its rows.
 *
 * With repeats m an epoch has m times as many steps, so a run takes epochs / m. Defaults are those of the authors' ImageNet
 * code, which clips the perturbed image to the pixel range before the pass, so that no gradient comes from clipped values;
 * the paper does not clip. Training mode throughout.
 */
export const freeAdversarialTraining = defineObjective({
  id: 'free-adversarial-training',
  title: 'Free adversarial training',
  source:
    'Shafahi et al. 2019, https://arxiv.org/abs/1904.12843; code: https://github.com/mahyarnajibi/FreeAdversarialTraining, main_free.py',
  params: {
    epsilon: number({
      default: 4 / 255,
      min: 0,
      max: 1,
      unit: 'pixel value',
      help: 'Radius of the ball (CIFAR-10 in the paper: 8/255).',
    }),
    stepSize: number({
      default: 4 / 255,
      min: 0,
      max: 1,
      unit: 'pixel value',
      help: 'How far the perturbation moves in a step: epsilon in the paper.',
    }),
    repeats: number({
      default: 4,
      min: 1,
      max: 100,
      step: 1,
      help: 'Steps in a row that take each batch (CIFAR-10 in the paper: 8). Divide the epochs by it.',
    }),
    clip: toggle({
      default: true,
      help: 'Clip perturbed images to the pixel range, as the code does. The paper does not.',
    }),
    cleanCurve: cleanCurve({ default: false }),
  },
  step({ epsilon, stepSize, clip, cleanCurve: isMeasured }, context) {
    const { images, trainable, statistics } = context
    const [batch] = images.shape
    const left = context.carried?.[0] as tf.Tensor4D
    const perturbation = tf.slice(left, 0, batch)
    const { value, kept, gradients } = valueAndGradients(() => {
      const perturbed = tf.add<tf.Tensor4D>(images, perturbation)
      const attacked = clip ? tf.clipByValue(perturbed, 0, 1) : perturbed
      const { value, kept } = labelLoss(context, attacked, statistics)
      return { value, kept: { ...kept, attacked } }
    }, [perturbation, ...trainable])
    const [slope, ...ofWeights] = gradients as [tf.Tensor4D, ...tf.Tensor[]]
    const direction = steepestDirection('infinity', slope, { floor: 0 })
    const moved = tf.clipByValue(tf.add(perturbation, tf.mul(direction, stepSize)), -epsilon, epsilon)
    const isWhole = batch === left.shape[0]

    return {
      ...describeAttacked({ value, ...kept, statistics, isMeasured }, context),
      gradients: ofWeights,
      statistics: kept.statistics,
      carried: [isWhole ? moved : tf.concat([moved, tf.slice(left, batch)])],
    }
  },
  repeats: ({ repeats }) => repeats,
  carries: (_values, { batchSize, shape }) => [[batchSize, ...shape]],
  cost: ({ cleanCurve: isMeasured }) => ({
    gradients: 1,
    forwards: isMeasured ? 1 : 0,
    heldPasses: 1,
    reachesImages: true,
    perWeight: 2,
  }),
  trainingAttack({ epsilon, stepSize, repeats }) {
    return { id: 'pgd', params: { epsilon, stepSize, steps: repeats } }
  },
})
