import { radiusParam } from '../attacks/radius-param.ts'
import { defineObjective } from '../methods.ts'
import { crossEntropy } from '../ops/cross-entropy.ts'
import { number, toggle } from '../params.ts'
import { attackMode, attackPasses } from './attack-passes.ts'
import { cleanCurve, trainOnAttacked } from './attacked-batch.ts'
import { backToBall, climb, randomStart as startInBall } from './inner-maximization.ts'

/** Weights stay where they are. */
const withoutPerturbation = { weightPerturbation: 0, weightDecayAt: 'plain' } as const

/**
 * FGSM from a random start: Wong, Rice & Kolter 2020, algorithm 3: δ uniform in the L∞ ball, one step of 1.25 ε along the
 * sign of the gradient there, back into the ball; the weights learn from that point alone.
 *
 * As in the authors' code the start and the result are clipped to the pixel range (the paper does not say), and the
 * attack runs in training mode. Accuracy under PGD that falls to 0 within an epoch is catastrophic overfitting: watch it.
 */
export const fastAdversarialTraining = defineObjective({
  id: 'fast-adversarial-training',
  title: 'Fast adversarial training (FGSM-RS)',
  source:
    'Wong, Rice & Kolter 2020, https://arxiv.org/abs/2001.03994; code: https://github.com/locuslab/fast_adversarial, CIFAR10/train_fgsm.py',
  params: {
    epsilon: radiusParam('infinity'),
    stepSize: number({
      default: 10 / 255,
      min: 0,
      max: 1,
      unit: 'pixel value',
      help: 'Length of the one step: 1.25 × epsilon in the paper.',
    }),
    randomStart: toggle({
      default: true,
      help: 'Start at a random point of the ball. Off is plain FGSM training, which overfits catastrophically sooner.',
    }),
    attackMode: attackMode({ default: 'training', help: 'The authors attack so.' }),
    cleanCurve: cleanCurve({ default: false }),
  },
  step({ epsilon, stepSize, randomStart, attackMode: mode, cleanCurve: isMeasured }, context) {
    const { images, labels } = context
    const norm = 'infinity'
    const passes = attackPasses(context, context.statistics, {
      mode,
      losses: (logits) => crossEntropy(logits, labels),
      reduce: 'mean',
    })
    const attacked = climb({
      ...{ norm, stepSize, steps: 1 },
      start: randomStart ? startInBall({ norm, epsilon }, context) : images,
      place: backToBall({ norm, epsilon }, images),
      gradient: passes.gradient,
    })
    return trainOnAttacked({ ...withoutPerturbation, cleanCurve: isMeasured }, context, attacked, passes.statistics)
  },
  cost: ({ cleanCurve: isMeasured }) => ({
    gradients: 2,
    forwards: isMeasured ? 1 : 0,
    heldPasses: 1,
    reachesImages: true,
    perWeight: 2,
  }),
  trainingAttack({ epsilon, stepSize, randomStart }) {
    return { id: 'pgd', params: { epsilon, stepSize, steps: 1, randomStart } }
  },
})
