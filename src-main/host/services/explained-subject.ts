import { join } from 'node:path'
import {
  AppError,
  type Checkpoint,
  type ClassTarget,
  type ExplainTarget,
  type Prediction,
} from '../../contract/index.ts'
import { tinyImagenetC } from '../../core/corruptions/tiny-imagenet-c.ts'
import type { ExplainedClasses } from '../../engine/questions.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'
import { datasetOf, findEvaluation } from './evaluations.ts'
import { findRun } from './runs.ts'

/** The checkpoint that an evaluation is of. */
export interface EvaluatedModel {
  readonly evaluation: StoredEvaluation
  readonly run: StoredRun
}

/** One prediction, and all that it came from. */
export interface Subject extends EvaluatedModel {
  readonly stored: Prediction
}

export function findModel(context: HostContext, id: string): EvaluatedModel {
  const evaluation = findEvaluation(context, id)
  return { evaluation, run: findRun(context, evaluation.run) }
}

/** Throws `not-found` where the evaluation has no prediction of this image. */
export function findSubject(context: HostContext, id: string, image: number): Subject {
  const model = findModel(context, id)
  const { evaluation } = model
  const stored = context.store.predictions.get(evaluation.id, image)
  if (stored) return { ...model, stored }
  throw new AppError(
    'not-found',
    `Image ${image} has no prediction in this evaluation, which is ${evaluation.state}.`,
    {
      hint: 'Choose an image of the gallery, or wait until the evaluation is done.',
    },
  )
}

/** The checkpoint that was evaluated, and the images that it is for. */
export function modelOf(context: HostContext, { run, evaluation }: EvaluatedModel) {
  const file = evaluation.checkpoint === null ? undefined : context.store.checkpoints.get(evaluation.checkpoint)
  if (!file) throw new AppError('conflict', `"${run.name}" has no checkpoint for this evaluation.`)
  return savedModel(context, run, file)
}

/** A checkpoint of a run, and the images that it is for. */
export function savedModel(context: HostContext, run: StoredRun, { path }: Pick<Checkpoint, 'path'>) {
  const { workspace } = context
  const datasetFolder = join(workspace.folder, datasetOf(context, run).folder)
  return { config: run.config, datasetFolder, checkpoint: join(workspace.folder, path) }
}

/** A clean evaluation saw its images as they are: its maps are kept under one name. */
export const inputOf = ({ condition }: Pick<StoredEvaluation, 'condition'>, wanted: 'clean' | 'seen') =>
  condition.id === 'clean' ? 'clean' : wanted

/**
 * Whether an evaluation saw other photographs in the place of its images: boxes and clean maps of these say nothing about
 * what it saw.
 */
export const isOfOtherPhotographs = (context: HostContext, { run, evaluation }: EvaluatedModel): boolean =>
  evaluation.condition.id === tinyImagenetC.id && datasetOf(context, run).corrupted?.matching !== 'by-name'

/** The classes that a target means for this prediction. Throws `invalid-input` where it means none. */
export function classesOf(context: HostContext, { run, stored }: Subject, target: ExplainTarget): ExplainedClasses {
  const { image, truth, predicted } = stored
  switch (target) {
    case 'predicted':
      return [predicted, null]
    case 'truth':
      return [truth, null]
    case 'truth-minus-predicted':
      if (truth !== predicted) return [truth, predicted]
      throw new AppError('invalid-input', `Image ${image} was predicted right: true minus predicted is nothing.`, {
        hint: 'Explain the predicted class.',
      })
  }
  return chosenClasses(datasetOf(context, run).classes.length, target)
}

/** Of so many classes. Throws `invalid-input` where one of them is none, or both are the same. */
export function chosenClasses(count: number, target: ClassTarget): ExplainedClasses {
  const against = 'against' in target ? target.against : null
  const unknown = [target.class, against ?? 0].find((label) => label >= count)
  if (unknown !== undefined) {
    throw new AppError('invalid-input', `Expected a class from 0 to ${count - 1}: got ${unknown}.`)
  }
  if (target.class === against) {
    throw new AppError('invalid-input', `Expected two classes: got ${against} minus itself, which is nothing.`, {
      hint: 'Explain the class alone.',
    })
  }
  return [target.class, against]
}
