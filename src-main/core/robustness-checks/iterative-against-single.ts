import { ascentIn, gradientsOf, singleStepIn } from '../attacks/attack-in-norm.ts'
import { referenceSteps } from './attempts.ts'
import { countOf, passed, suspicious, toleranceOf, type Check } from './check.ts'
import type { Sample } from './sample.ts'

/**
 * Many small steps find what one large step finds, and more: unless the gradient misleads.
 * Athalye, Carlini and Wagner 2018, section 3.1, https://arxiv.org/abs/1802.00420.
 */
export const iterativeAgainstSingle: Check = {
  id: 'iterative-against-single',
  title: 'PGD not weaker than FGSM',
  countWithin: async (radius, { bounds: { norm }, sample }) => {
    const single = countOf(await sample.right(singleStepIn(norm, radius)))
    const many = countOf(await sample.right(ascentIn(norm, radius, referenceSteps)))
    const evaluated = countOf(sample.evaluated)
    const text = `Of ${sample.size} images, ${many} stay right under PGD with ${referenceSteps} steps, ${single} under a single step`
    if (many > single + toleranceOf(sample.size)) {
      return suspicious(`${text}: many steps are weaker than one, so the gradient leads astray.`)
    }
    const gradients = gradientsOf(sample.attack)
    if (gradients === 1 && (await looksRobust(sample, evaluated)) && many < evaluated / 5) {
      return suspicious(`${text}: the model resists a single step alone, as after catastrophic overfitting.`)
    }
    if (gradients > 1 && evaluated > single + toleranceOf(sample.size)) {
      return suspicious(`${text}, but ${evaluated} under the evaluated attack: it is weaker than a single step.`)
    }
    return passed(`${text}.`)
  },
}

/** Whether half of the images that are right without an attack are right under it. */
async function looksRobust(sample: Sample, evaluated: number): Promise<boolean> {
  const clean = countOf((await sample.cleanGradients()).map(({ isRight }) => isRight))
  return evaluated > clean / 2
}
