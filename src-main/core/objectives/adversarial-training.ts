import { createHighest } from '../attacks/projected-ascent.ts'
import { defineObjective } from '../methods.ts'
import { crossEntropy } from '../ops/cross-entropy.ts'
import { choice, toggle } from '../params.ts'
import { attackMode, attackPasses } from './attack-passes.ts'
import { cleanCurve, trainOnAttacked } from './attacked-batch.ts'
import { backToBall, ballParams, checkBall, climb, randomStart as startInBall } from './inner-maximization.ts'
import { weightPerturbationParams } from './weight-perturbation.ts'

/**
 * Madry et al. 2018, equation 2.1: min over the weights of the mean of max over the ball of the loss. The inner maximum
 * is sought by PGD from a random point, up the summed cross-entropy; the weights learn from its last point alone.
 *
 * Defaults are those of the authors' CIFAR-10 code (10 steps of 2/255 in 8/255; the paper trained with 7), whose attack
 * runs in training mode and moves the moving statistics. Every attack step's statistics count, then those of the loss.
 */
export const adversarialTraining = defineObjective({
  id: 'adversarial-training',
  title: 'Adversarial training (Madry)',
  source:
    'Madry et al. 2018, https://arxiv.org/abs/1706.06083; code: https://github.com/MadryLab/cifar10_challenge, train.py and pgd_attack.py; with weight perturbation: Wu, Xia & Wang 2020, https://arxiv.org/abs/2004.05884',
  params: {
    ...ballParams({ epsilon: 8 / 255, stepSize: 2 / 255, steps: 10 }),
    randomStart: toggle({ default: true, help: 'Start at a random point of the ball; else at the image.' }),
    keep: choice({
      default: 'last',
      options: { last: 'Last iterate', 'highest-loss': 'Iterate of highest loss' },
      help: 'Which point of the attack is trained on. The highest loss, as MadryLab’s later library has it, costs a pass forward.',
    }),
    attackMode: attackMode({
      default: 'training',
      help: 'Madry’s challenge and Rice et al. train so; MadryLab’s later library attacks in inference mode.',
    }),
    ...weightPerturbationParams,
    cleanCurve: cleanCurve({ default: true }),
  },
  check: checkBall,
  step({ norm, epsilon, stepSize, steps, randomStart, keep, attackMode: mode, ...rest }, context) {
    const { images, labels } = context
    const passes = attackPasses(context, context.statistics, {
      mode,
      losses: (logits) => crossEntropy(logits, labels),
      reduce: 'sum',
    })
    const highest = keep === 'highest-loss' ? createHighest(crossEntropy, labels, labels) : null
    const last = climb({
      ...{ norm, stepSize, steps },
      start: randomStart ? startInBall({ norm, epsilon }, context) : images,
      place: backToBall({ norm, epsilon }, images),
      gradient(at) {
        const { gradient, losses } = passes.pass(at)
        highest?.offer(at, losses)
        return gradient
      },
    })
    highest?.offerLast(last, passes.logits(last))
    return trainOnAttacked(rest, context, highest?.result() ?? last, passes.statistics)
  },
  cost: ({ steps, keep, weightPerturbation, cleanCurve: isMeasured }) => ({
    gradients: steps + (weightPerturbation > 0 ? 2 : 1),
    forwards: (keep === 'highest-loss' ? 1 : 0) + (isMeasured ? 1 : 0),
    heldPasses: 1,
    reachesImages: true,
    perWeight: weightPerturbation > 0 ? 4 : 2,
  }),
  trainingAttack({ norm, epsilon, stepSize, steps, randomStart, keep }) {
    return { id: norm === 'l2' ? 'pgd-l2' : 'pgd', params: { epsilon, stepSize, steps, randomStart, keep } }
  },
})
