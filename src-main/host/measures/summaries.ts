import type { Gap, MeasuredSummary, MethodChoice, Proportion, Run, Split } from '../../contract/index.ts'
import { canonicalMethod } from '../../contract/index.ts'
import { catalog } from '../../core/catalog.ts'
import { proportion } from '../../core/measures/accuracy.ts'
import { attackSuccess } from '../../core/measures/attack-success.ts'
import { generalizationGap, robustOverfitting } from '../../core/measures/gaps.ts'
import type { HostContext } from '../context.ts'
import { conditionText, resolveCondition } from '../services/conditions.ts'
import { countTrainingImages } from '../services/datasets.ts'
import { describeRun } from '../services/describe.ts'
import { datasetOf } from '../services/evaluations.ts'
import { cleanOf, evaluationUnder, measuredRuns, named, type MeasuredRun } from './measured-run.ts'

/** Gaps between training and validation, what robust training lost after its best epoch, and how often attacks succeed. */
export function measureSummaries(context: HostContext, ids: readonly string[]): MeasuredSummary[] {
  return measuredRuns(context, ids).map((measured) => {
    const watched = watchedRun(context, measured)
    const { attack } = measured.run.config.monitor
    return {
      ...named(context, measured),
      accuracies: accuraciesOf(context, measured),
      gap: gapOf(context, watched, { id: 'clean', params: {} }, ''),
      robustGap: attack && gapOf(context, watched, resolveCondition(attack), 'attacked-'),
      attack: attack && conditionText(resolveCondition(attack)),
      robustOverfitting: attack && overfittingOf(watched),
      attackSuccess: successesOf(context, measured),
    }
  })
}

function accuraciesOf(context: HostContext, measured: MeasuredRun): MeasuredSummary['accuracies'] {
  const isTop5Telling = datasetOf(context, measured.run).classes.length > 5
  return [...measured.evaluations.values()].flatMap(({ id, condition, n, correct, correctTop5 }) => {
    const top1 = proportion(correct ?? 0, n)
    const top5 = isTop5Telling && correctTop5 !== null ? proportion(correctTop5, n) : null
    return top1 ? [{ condition: conditionText(condition), evaluation: String(id), top1, top5 }] : []
  })
}

/** A run with the numbers of images that its monitor looks at. */
interface WatchedRun {
  readonly measured: MeasuredRun
  readonly run: Run
  readonly images: Readonly<Record<Split, number>>
}

function watchedRun(context: HostContext, measured: MeasuredRun): WatchedRun {
  const { monitor, dataset } = measured.run.config
  const images = datasetOf(context, measured.run)
  const watched = {
    train: Math.min(monitor.trainImages, countTrainingImages(images, dataset.imagesPerClass)),
    validation: Math.min(monitor.validationImages, images.counts.validation),
  }
  return { measured, run: describeRun(context, measured.run), images: watched }
}

/**
 * Of evaluations of one checkpoint on both splits; where there are none, of the monitor at the newest epoch. An evaluation
 * sees the whole split, so it is none of a run that trained on part of it: images that the run never saw would hide the gap.
 */
function gapOf(
  { store }: HostContext,
  { measured, run, images }: WatchedRun,
  condition: MethodChoice,
  prefix: '' | 'attacked-',
): Gap | null {
  const text = canonicalMethod(condition)
  const trained = store.evaluations
    .ofRun(run.id)
    .find(
      (it) =>
        it.split === 'train' &&
        it.state === 'done' &&
        it.checkpoint === measured.checkpoint &&
        canonicalMethod(it.condition) === text,
    )
  const validated = evaluationUnder(measured, condition)
  if (trained && validated && run.config.dataset.imagesPerClass === null) {
    const [train, validation] = [trained, validated].map(({ correct, n }) => proportion(correct ?? 0, n))
    return gapBetween(train ?? null, validation ?? null, 'evaluations')
  }
  const live = (split: Split): Proportion | null =>
    liveProportion(run.latest[`${prefix}${split}-accuracy`], images[split])
  return gapBetween(live('train'), live('validation'), 'monitor')
}

function gapBetween(train: Proportion | null, validation: Proportion | null, from: Gap['from']): Gap | null {
  if (!train || !validation) return null
  const { difference, interval } = generalizationGap([train.correct, train.n], [validation.correct, validation.n])
  return { difference, interval: [...interval], train, validation, from }
}

const liveProportion = (value: number | undefined, n: number): Proportion | null =>
  value === undefined ? null : proportion(Math.round(value * n), n)

function overfittingOf({ run, images }: WatchedRun): MeasuredSummary['robustOverfitting'] {
  const reached = run.best['attacked-validation-accuracy']
  const best = liveProportion(reached?.value, images.validation)
  const last = liveProportion(run.latest['attacked-validation-accuracy'], images.validation)
  if (!reached || !best || !last) return null
  const difference = robustOverfitting(best.value, last.value)
  return { difference, best, bestEpoch: reached.epoch, last, lastEpoch: run.epoch }
}

/** Over the images that both the clean evaluation and the attack's saw. */
function successesOf({ store }: HostContext, measured: MeasuredRun): MeasuredSummary['attackSuccess'] {
  const clean = cleanOf(measured)
  if (!clean) return []
  return [...measured.evaluations.values()]
    .filter(({ condition }) => catalog.attacks.some(({ id }) => id === condition.id))
    .flatMap(({ id, condition }) => {
      const success = attackSuccess(store.predictions.flips(clean.id, id))
      return success ? [{ condition: conditionText(condition), evaluation: String(id), success }] : []
    })
}
