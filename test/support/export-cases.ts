import type { MethodChoice } from '../../src-main/contract/method.ts'
import type { ExportedModel } from '../../src-main/host/weights/export/export-task.ts'
import { formulaValues } from './formula.ts'
import { networkFor } from './weight-files.ts'

export interface ExportCase {
  readonly name: string
  readonly architecture: MethodChoice
  /** By which the formula's outputs neither explode nor die. */
  readonly gain: number
}

const oneCase = (id: string, params: MethodChoice['params'], gain: number): ExportCase => ({
  name: [id, ...Object.values(params).map(String)].join('-'),
  architecture: { id, params },
  gain,
})

/** Every family once, and what departs from Keras. */
export const exportCases: readonly ExportCase[] = [
  oneCase('small-cnn', {}, 1),
  oneCase('mobilenet-v2', { alpha: 0.35 }, 1),
  oneCase('mobilenet-v2', { alpha: 0.5, smallImageStem: true }, 1),
  oneCase('densenet', {}, 1),
  oneCase('efficientnet', { imageNetScaling: true }, 1.15),
  oneCase('nasnet', {}, 0.85),
  oneCase('resnet', {}, 0.5),
  oneCase('resnext', {}, 0.75),
  oneCase('preact-resnet', {}, 0.75),
  oneCase('wide-resnet', { depth: '16', width: 2 }, 0.75),
  oneCase('logistic-regression', {}, 1),
  oneCase('maxout', { units: 12, pieces: 3 }, 1),
]

/** The case's network for images of this size, with the formula's values. */
export function exportedModel({ architecture, gain }: ExportCase, size: number, classes: number): ExportedModel {
  const network = networkFor(architecture, [size, size, 3], classes)
  const variables = [...network.weights, ...network.statistics]
  const values = new Map(variables.map((variable) => [variable.path, formulaValues(variable, gain)]))
  return { network, architecture, values, classes: Array.from({ length: classes }, (_, i) => `class ${i}`) }
}
