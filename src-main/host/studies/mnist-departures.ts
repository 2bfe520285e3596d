import { publishedErrors, type StudyId } from '../../contract/index.ts'
import type { GoodfellowStudy } from '../../core/studies/goodfellow-claims.ts'
import type { RunFigures } from './gather-figures.ts'
import type { Block } from '../pages/page.ts'

export const isGoodfellow = (study: StudyId): study is GoodfellowStudy => Object.hasOwn(publishedErrors, study)

/** Images of MNIST's two sets: of threes and sevens, and of all digits. */
const whole = {
  'goodfellow-logistic': { train: 12_396, validation: 2038, what: 'threes and sevens' },
  'goodfellow-maxout': { train: 60_000, validation: 10_000, what: 'digits' },
} as const

/** Where these runs are not the paper's; `unknown` are datasets whose digits are not MNIST's. */
export function mnistDepartures(
  study: GoodfellowStudy,
  runs: readonly RunFigures[],
  unknown: ReadonlySet<string>,
): Block[] {
  const items = runs.flatMap(({ run: { name, config }, dataset }) => {
    const { train, validation, what } = whole[study]
    const isOwnSplit = dataset.counts.train !== train || dataset.counts.validation !== validation
    const { architecture, objective, dataset: choice } = config
    const seen =
      choice.imagesPerClass === null
        ? dataset.counts.train
        : `${choice.imagesPerClass} of each class of the ${dataset.counts.train}`
    return [
      ...(unknown.has(dataset.id)
        ? [`The images are ${dataset.title}, which is not MNIST: its classes have other numbers of images.`]
        : []),
      ...(isOwnSplit
        ? [
            `The images are ${dataset.title}: ${seen} for training, ${dataset.counts.validation} for validation, where MNIST has ${train} training and ${validation} test images of ${what}.`,
          ]
        : []),
      ...(study === 'goodfellow-maxout'
        ? [
            `The paper bounds the norm of every column of weights, starts at ±0.005, and stops by validation error with a rate that falls exponentially; here weights start as in Keras, nothing bounds them, and a run trains ${config.epochs} epochs with the schedule "${config.schedule.id}".`,
            ...(objective.id === 'adversarial-mixture' && objective.params['attackMode'] === 'inference'
              ? [
                  `"${name}" makes its adversarial images without dropout; the paper does not say how its are made. With the masks of training the gradient is that of one random part of the network.`,
                ]
              : []),
          ]
        : ['The paper does not say how its logistic regression was trained.']),
      ...(architecture.id === (study === 'goodfellow-maxout' ? 'maxout' : 'logistic-regression')
        ? []
        : [`The network of "${name}" is ${architecture.id}.`]),
    ]
  })
  return [
    { kind: 'text', text: 'Where this is not the paper:' },
    { kind: 'list', items: [...new Set(items)] },
  ]
}
