import { AppError, type ExplainTarget, type MethodChoice, type SheetSubject } from '../../contract/index.ts'
import type { ExplanationKey } from '../../store/explanations.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { HostContext } from '../context.ts'
import { completedMethod } from '../services/completed-method.ts'
import { findEvaluation } from '../services/evaluations.ts'
import { classesOf, findSubject, inputOf, type Subject } from '../services/explained-subject.ts'
import { imagesOf, requireSameImages } from '../services/galleries.ts'

export type SheetInput = 'clean' | 'seen'

/** Images × methods, found and checked. */
export interface SheetPlan {
  /** Whose maps they are. */
  readonly evaluation: StoredEvaluation
  readonly images: readonly number[]
  /** With all their parameters. */
  readonly methods: readonly MethodChoice[]
  readonly target: ExplainTarget
  /** What is shown. */
  readonly input: SheetInput
}

/** Throws `invalid-input` where question, evaluation and methods do not fit together. */
export function planSheet(context: HostContext, subject: SheetSubject): SheetPlan {
  const { question, target } = subject
  const evaluation = findEvaluation(context, subject.evaluation ?? question.evaluation)
  requireSameImages(context, findEvaluation(context, question.evaluation), evaluation)
  const images = imagesOf(context, question)
  return { evaluation, images, methods: completedMethods(subject.methods), target, input: inputOf(evaluation, 'seen') }
}

/** With all their parameters, as what is stored has them. */
export const completedMethods = (methods: readonly MethodChoice[]): MethodChoice[] =>
  methods.map((choice) => completedMethod('saliency', choice))

/** One map of a sheet. */
export interface SheetKey extends ExplanationKey {
  readonly subject: Subject
  /** Place of its method. */
  readonly place: number
}

/** The maps of one image; an error where there is nothing to explain. */
export function keysOf(
  context: HostContext,
  { evaluation, methods, target }: Pick<SheetPlan, 'evaluation' | 'methods' | 'target'>,
  image: number,
  input: SheetInput,
): SheetKey[] | AppError {
  try {
    const subject = findSubject(context, String(evaluation.id), image)
    const [forClass, against] = classesOf(context, subject, target)
    const of = { subject, evaluation: evaluation.id, image, input, class: forClass, against }
    return methods.map((method, place) => ({ ...of, method, place }))
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}
