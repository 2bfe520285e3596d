import { ascentIn, referenceSteps, singleStepIn } from './attempts.ts'
import { countOf, hasNoRadius, passed, suspicious, toleranceOf, type Check } from './check.ts'

/** Many small steps find what one large step finds, and more: unless the gradient misleads. */
export const iterativeAgainstSingle: Check = {
  id: 'iterative-against-single',
  title: 'PGD not weaker than FGSM',
  source: 'Athalye, Carlini and Wagner 2018, section 3.1, https://arxiv.org/abs/1802.00420',
  async examine({ bounds: { norm, radius }, sample }) {
    if (radius === null) return hasNoRadius
    const single = countOf(await sample.right(singleStepIn(norm, radius)))
    const many = countOf(await sample.right(ascentIn(norm, radius, referenceSteps)))
    const evaluated = countOf(sample.evaluated)
    const text = `Of ${sample.size} images, ${many} stay right under PGD with ${referenceSteps} steps, ${single} under a single step`
    if (many > single + toleranceOf(sample.size)) {
      return suspicious(`${text}: many steps are weaker than one, so the gradient leads astray.`)
    }
    const isSingle = sample.attack.id === 'fgsm'
    if (!isSingle && evaluated > single + toleranceOf(sample.size)) {
      return suspicious(`${text}, but ${evaluated} under the evaluated attack: it is weaker than a single step.`)
    }
    return passed(`${text}.`)
  },
}
