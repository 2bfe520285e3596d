import {
  AppError,
  formatMethod,
  inPixelUnits,
  reasonKept,
  verdictOfChecks,
  type Checkpoint,
  type MethodChoice,
} from '../../contract/index.ts'
import { catalog } from '../../core/catalog.ts'
import { proportion } from '../../core/measures/accuracy.ts'
import { percent } from '../../core/words.ts'
import type { StoredDataset } from '../../store/datasets.ts'
import type { StoredEvaluation } from '../../store/evaluations.ts'
import type { StoredRun } from '../../store/runs.ts'
import type { HostContext } from '../context.ts'
import { pageMarkdown } from '../pages/page-markdown.ts'
import { text, type Block, type Cell, type Page } from '../pages/page.ts'
import { readableCondition, conditionText } from '../services/conditions.ts'
import { describeChecks } from '../services/describe.ts'
import { datasetOf } from '../services/evaluations.ts'
import { findRun } from '../services/runs.ts'
import { cardMetadata } from './card-metadata.ts'
import { isAttack, nothing, percentWithin, proportionText } from './shown-values.ts'

/** What a card tells of: one kept checkpoint, and what was measured of its weights. */
export interface CardSubject {
  readonly run: StoredRun
  readonly dataset: StoredDataset
  readonly checkpoint: Checkpoint
  /** Finished ones of validation images, clean first. */
  readonly evaluations: readonly StoredEvaluation[]
  readonly version: string
}

/**
 * A model card in Markdown (Mitchell et al. 2019, "Model Cards for Model Reporting", section 4) with the metadata that
 * Hugging Face reads. What no program knows is left for a person to say, in so many words.
 */
export function modelCard(context: HostContext, id: number): { name: string; text: string } {
  const subject = subjectOf(context, id)
  const { run, checkpoint } = subject
  const plain = run.name.toLowerCase().replaceAll(/[^a-z0-9.]+/g, '-').replaceAll(/^[-.]+|[-.]+$/g, '') // prettier-ignore
  return {
    name: `${plain || 'run'}-epoch-${checkpoint.epoch}-model-card.md`,
    text: `${cardMetadata(subject)}\n${pageMarkdown(cardPage(subject))}`,
  }
}

function subjectOf(context: HostContext, id: number): CardSubject {
  const { store, version } = context
  const checkpoint = store.checkpoints.get(id)
  if (!checkpoint)
    throw new AppError('not-found', `There is no checkpoint ${id}.`, { hint: '"adversarium show" lists them.' })
  const run = findRun(context, checkpoint.run)
  // The same file may be kept as the last and as the best.
  const same = new Set(
    store.checkpoints.kept(run.id).flatMap((kept) => (kept.sha256 === checkpoint.sha256 ? [kept.id] : [])),
  ).add(id)
  const evaluations = store.evaluations
    .ofRun(run.id)
    .filter(
      (it) => it.state === 'done' && it.split === 'validation' && it.checkpoint !== null && same.has(it.checkpoint),
    )
  const byCondition = new Map(evaluations.map((it) => [conditionText(it.condition), it]))
  const clean = byCondition.get('clean')
  const others = [...byCondition.values()].filter((it) => it !== clean)
  return {
    run,
    dataset: datasetOf(context, run),
    checkpoint,
    evaluations: [...(clean ? [clean] : []), ...others],
    version,
  }
}

const list = (items: readonly string[]): Block => ({ kind: 'list', items })
const open = text('Not stated: whoever publishes this model says so here.')

function cardPage(subject: CardSubject): Page {
  const { run, dataset, checkpoint, evaluations, version } = subject
  const { config } = run
  return {
    title: `Model card: ${run.name}`,
    lead: [],
    sections: [
      {
        title: 'Model details',
        blocks: [
          list([
            `An image classifier of ${dataset.classes.length} classes, ${dataset.shape.join('×')}: ${formatMethod(config.architecture)}.`,
            `The checkpoint after epoch ${checkpoint.epoch} (step ${checkpoint.step}), ${reasonKept(checkpoint.kind, config)}.`,
            `SHA-256 of its file: ${checkpoint.sha256}`,
            `Trained by Adversarium, run ${run.id}; this card was written by version ${version}.`,
            `Trained ${trainedAt(run)}.`,
            'Developed by, licence, contact, citation: not stated.',
          ]),
        ],
      },
      {
        title: 'Intended use',
        blocks: [
          text('Made to study how training makes classifiers robust. Primary uses, users and uses out of scope:'),
          open,
        ],
      },
      {
        title: 'Factors',
        blocks: [
          text(
            'Accuracies are told apart by what the images went through (below). By groups of people, instruments or places nothing was measured.',
          ),
        ],
      },
      {
        title: 'Metrics',
        blocks: [
          text(
            'Top-1 accuracy of the base model in inference mode, with 95 % Wilson score intervals over images; every figure rests on one training. An accuracy under an attack is an upper bound on robustness under that attack alone: where a robustness check is suspicious (⚠) or none was run (○), less of one.',
          ),
        ],
      },
      {
        title: 'Evaluation data',
        blocks: [
          text(
            `Validation images of ${dataset.title} (${dataset.counts.validation.toLocaleString('en-US')}; fingerprint ${dataset.fingerprint}), unprocessed but for the size.`,
          ),
        ],
      },
      { title: 'Training data', blocks: [list(trainingOf(config, dataset))] },
      { title: 'Quantitative analyses', blocks: [accuracyTable(evaluations)] },
      { title: 'Ethical considerations', blocks: [open] },
      { title: 'Caveats and recommendations', blocks: [list(caveatsOf(subject))] },
    ],
  }
}

const trainedAt = ({ startedAt, finishedAt }: StoredRun): string =>
  startedAt === null ? 'elsewhere' : `from ${day(startedAt)}${finishedAt === null ? '' : ` to ${day(finishedAt)}`}`
const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

function trainingOf(config: StoredRun['config'], dataset: StoredDataset): string[] {
  const readable = (choice: MethodChoice, entries: Parameters<typeof inPixelUnits>[1]): string =>
    formatMethod(inPixelUnits(choice, entries))
  const { imagesPerClass } = config.dataset
  const few = imagesPerClass === null ? '' : `, of which ${imagesPerClass} of each class take part`
  return [
    `${dataset.counts.train.toLocaleString('en-US')} training images of ${dataset.title}${few}.`,
    `Initial weights: ${config.initialWeights ?? 'random'}.`,
    `Objective: ${readable(config.objective, catalog.objectives)}.`,
    `Augmentations: ${config.augmentations.map((it) => readable(it, catalog.augmentations)).join(' ') || 'none'}.`,
    `Optimizer: ${formatMethod(config.optimizer)}, schedule ${formatMethod(config.schedule)}, batch ${config.batchSize}, ${config.epochs} epochs, seed ${config.seed}, ${config.precision}.`,
  ]
}

function accuracyTable(evaluations: readonly StoredEvaluation[]): Block {
  if (evaluations.length === 0) return text('This checkpoint was not evaluated.')
  return {
    kind: 'table',
    head: ['condition', 'n', 'accuracy, %', 'top-5, %'],
    rows: evaluations.map((it): Cell[] => {
      const condition = conditionText(it.condition)
      const accuracy = proportionText(proportion(it.correct ?? 0, it.n))
      const top5 = it.correctTop5 === null ? null : proportion(it.correctTop5, it.n)
      return [
        ...[readableCondition(condition), it.n.toLocaleString('en-US')],
        isAttack(condition) ? { text: accuracy, mark: verdictOfChecks(describeChecks(it.checks)) } : accuracy,
        top5 ? percentWithin(top5.value, top5.interval) : nothing,
      ]
    }),
  }
}

function caveatsOf({ run, evaluations }: CardSubject): string[] {
  const suspicious = evaluations.flatMap((it) =>
    describeChecks(it.checks)
      .filter(({ verdict }) => verdict === 'suspicious')
      .map(({ title, reason }) => `${readableCondition(conditionText(it.condition))}: ${title}. ${reason}`),
  )
  const clean = evaluations.find(({ condition }) => condition.id === 'clean')
  const hasAttack = evaluations.some(({ condition }) => isAttack(condition.id))
  return [
    ...suspicious,
    ...(clean ? [] : ['It was not evaluated on clean images.']),
    ...(hasAttack ? [] : ['It was not evaluated under an attack: nothing is known of its robustness.']),
    ...(run.state === 'done'
      ? []
      : [`Its training is not done: ${run.state} after epoch ${run.epoch} of ${run.config.epochs}.`]),
    ...(clean && clean.n > 0
      ? [
          `On clean images ${percent(1 - (clean.correct ?? 0) / clean.n)} of its answers are wrong; its confidence does not say which, unless its calibration was measured.`,
        ]
      : []),
  ]
}
