import { parseMethod, publishedPercent, type ClaimResult, type StudyId } from '../../contract/index.ts'
import { registries } from '../../core/catalog.ts'
import { percent } from '../../core/words.ts'
import type { StoredWeights } from '../../store/weights.ts'
import type { RunFigures, StudyFigures } from './gather-figures.ts'
import type { Judgement } from './judge-study.ts'
import { text, type Block, type Page, type Section } from '../pages/page.ts'
import { comparisonTable, curvesFigure, epochOf, networksTable, settingsTables } from './page-parts.ts'
import { isGoodfellow, mnistDepartures } from './mnist-departures.ts'
import { checkReasons, checksSection, costTable } from './robustness-parts.ts'

export interface StudyPageSource {
  readonly study: StudyId
  readonly figures: StudyFigures
  readonly judgement: Judgement
  /** Ids of datasets whose digits are not MNIST's, where the study is about them. */
  readonly notMnist: ReadonlySet<string>
  weightsOf(id: string): StoredWeights | undefined
  readonly date: Date
  /** Of the program and of what it ran on. */
  readonly versions: readonly string[]
}

const titles: Readonly<Record<StudyId, string>> = {
  'chen-2020': 'Chen 2020, claim by claim',
  'overfitting-study': 'Which architectures overfit',
  'robust-training': 'Robust training',
  'goodfellow-logistic': 'Goodfellow 2015: logistic regression, 3 against 7',
  'goodfellow-maxout': 'Goodfellow 2015: maxout on MNIST',
}

const introductions: Readonly<Record<StudyId, string>> = {
  'chen-2020':
    'The claims of Chen 2020, "Adversarially-Trained Classifiers for Generalizable Real World Applications", beside what this program measured. The study put a pretrained MobileNetV2 under the adversarial regularization of Neural Structured Learning, on Tiny ImageNet with six augmentations, by SGD, with more blocks trained each time the training loss stalled, and held it against the same network trained plainly.',
  'overfitting-study':
    'The claims of Chen 2020 about architectures beside what this program measured: every architecture trained on the same images with the same budget.',
  'robust-training':
    'The same pretrained network trained four times on the same images for as many epochs: plainly, by the adversarial regularization of Neural Structured Learning (NSL), by PGD training (Madry et al. 2018) and by TRADES (Zhang et al. 2019); then held against attacks from one step (FGSM) to the targeted Auto-PGD of AutoAttack (APGD-T, Croce and Hein 2020), and against noises.',
  'goodfellow-logistic':
    'Figure 2 of Goodfellow, Shlens and Szegedy 2015, "Explaining and Harnessing Adversarial Examples" (https://arxiv.org/abs/1412.6572), beside what this program measured: logistic regression that tells threes from sevens of MNIST, under perturbations of ε = 0.25 along the sign of its weights, which for a linear model is the worst that the ball holds; and the same model trained on that worst case in closed form (section 5).',
  'goodfellow-maxout':
    'Section 6 of Goodfellow, Shlens and Szegedy 2015, "Explaining and Harnessing Adversarial Examples" (https://arxiv.org/abs/1412.6572), beside what this program measured: a maxout network with dropout on MNIST without convolutions, trained plainly, and with half of the loss on images under FGSM at ε = 0.25.',
}

const statistics =
  'Accuracies are those of the base model in inference mode on the validation images, with 95 % Wilson intervals; differences on the same images have Agresti and Min intervals and exact McNemar tests; a generalization gap is training minus validation accuracy on fixed images without augmentation, with a Newcombe interval. Every figure rests on one training run (n = 1 seed): intervals speak of the images, not of other seeds.'

/** What a study found, as a page. */
export function studyPage(source: StudyPageSource): Page {
  const { study, figures, judgement, date, versions } = source
  const { runs } = figures
  return {
    title: titles[study],
    lead: [
      text(introductions[study]),
      text(`${date.toISOString().slice(0, 10)}. ${versions.join(', ')}.`),
      ...(study === 'chen-2020' ? departures(runs) : []),
      ...(isGoodfellow(study) ? mnistDepartures(study, runs, source.notMnist) : []),
      ...(study === 'robust-training' ? unseenNoises(figures) : []),
      ...unfinished(runs),
    ],
    sections: [
      { title: 'Claims', blocks: [claimsTable(judgement.claims)] },
      { title: 'When a claim holds', blocks: [{ kind: 'list', items: rulesOf(judgement.claims) }] },
      {
        title: 'Accuracy under every condition',
        blocks: [comparisonTable(figures, study === 'chen-2020' || isGoodfellow(study)), ...checkReasons(figures)],
      },
      ...(study === 'robust-training' ? [{ title: 'Cost', blocks: [costTable(figures)] }] : []),
      { title: 'Curves', blocks: [curvesFigure(runs)], isDetail: true },
      ...checksSection(figures),
      ...unfreezings(runs),
      ...networksPart(study === 'overfitting-study' ? figures : judgement.networks, study),
      { title: 'Method', blocks: [text(statistics), ...settingsTables(figures, source.weightsOf)] },
      { title: 'Configurations', blocks: runs.map(configuration), isDetail: true },
    ],
  }
}

const configuration = ({ run: { name, config } }: RunFigures): Block => ({
  kind: 'code',
  title: `Configuration of "${name}"`,
  language: 'json',
  text: JSON.stringify(config, null, 2),
})

/** Where these runs are not the study's. */
function departures(runs: readonly RunFigures[]): Block[] {
  const found = runs.flatMap(({ run: { config }, dataset }) => {
    const { architecture, optimizer, freezing, augmentations, initialWeights } = config
    const { imagesPerClass } = config.dataset
    return [
      ...(dataset.kind === 'tiny-imagenet' ? [] : [`the images are ${dataset.title}`]),
      ...(dataset.classes.length === 200 ? [] : [`there are ${dataset.classes.length} classes instead of 200`]),
      ...(imagesPerClass === null ? [] : [`only ${imagesPerClass} training images of each class take part`]),
      ...(architecture.id === 'mobilenet-v2' ? [] : [`the network is ${architecture.id}`]),
      ...(initialWeights === null ? ['it starts at random'] : []),
      ...(freezing.id === 'progressive' ? [] : [`the freezing policy is "${freezing.id}"`]),
      ...(augmentations.length >= 6 ? [] : [`there are ${augmentations.length} augmentations`]),
      ...(optimizer.id === 'sgd' ? [] : [`the optimizer is ${optimizer.id}`]),
    ]
  })
  if (found.length === 0) return []
  return [text('Where this is not the study:'), { kind: 'list', items: [...new Set(found)].map((each) => `${each}.`) }]
}

/** Noises that were kept from training, so that accuracy under them is that on unknown perturbations. */
function unseenNoises({ rows }: StudyFigures): Block[] {
  const seen = new Set(rows.flatMap((row) => (row.seen.length > 0 ? parseMethod(row.condition).id : [])))
  const corruptions = [...new Set(rows.map(({ condition }) => parseMethod(condition).id))].flatMap(
    (id) => registries.corruptions.find((corruption) => corruption.id === id) ?? [],
  )
  const unseen = corruptions.filter(({ id }) => !seen.has(id)).map(({ title }) => title)
  return unseen.length === 0
    ? []
    : [text(`In no run's augmentation, and so never seen in training: ${unseen.join(', ')}.`)]
}

function unfinished(runs: readonly RunFigures[]): Block[] {
  const open = runs.filter(({ run }) => run.state !== 'done')
  return open.map(({ run: { name, state, epoch, config, reason } }) =>
    text(
      `"${name}" is not done (${state} after epoch ${epoch} of ${config.epochs})${reason === null ? '.' : `: ${reason}`}`,
    ),
  )
}

function claimsTable(claims: readonly ClaimResult[]): Block {
  const hasPublished = claims.some(({ published }) => published !== undefined)
  return {
    kind: 'table',
    head: ['claim', 'verdict', ...(hasPublished ? ['paper'] : []), 'measured here', 'n'],
    rows: claims.map(({ claim, verdict, published, finding, n }) => [
      ...[claim, verdict],
      ...(hasPublished ? [published === undefined ? '' : publishedPercent(published)] : []),
      ...[finding, n === null ? '' : String(n)],
    ]),
  }
}

/** Each rule once, with the claims that it decides. */
function rulesOf(claims: readonly ClaimResult[]): string[] {
  return [...Map.groupBy(claims, ({ rule }) => rule)].map(([rule, [first, ...others]]) => {
    const which = others.length === 0 ? first?.claim : `${first?.claim} (and ${others.length} more)`
    return `${which} It holds where ${rule}.`
  })
}

function unfreezings(runs: readonly RunFigures[]): Section[] {
  const items = runs.flatMap(({ run, unfreezings: events }) =>
    events.map(({ step, message }) => `${run.name}, epoch ${Math.round(epochOf(run, step))}, step ${step}: ${message}`),
  )
  return items.length === 0 ? [] : [{ title: 'Unfreezing', blocks: [{ kind: 'list', items }] }]
}

function networksPart(networks: StudyFigures | null, study: StudyId): Section[] {
  const first = networks?.runs[0]
  if (!networks || !first) return []
  const { config } = first.run
  const perClass = config.dataset.imagesPerClass
  const few = perClass === null ? '' : ` (${perClass} training images of each class)`
  const budget = `${networks.runs.length} architectures, each ${config.epochs} epochs of ${first.dataset.title}${few}, batch ${config.batchSize}; chance is ${percent(1 / first.dataset.classes.length)}.`
  if (study === 'overfitting-study')
    return [{ title: 'Architectures', blocks: [text(budget), networksTable(networks)] }]
  const whence = `${budget} From the overfitting-study of this workspace.`
  return [
    { title: 'Architectures', blocks: [text(whence), networksTable(networks)] },
    { title: 'Curves of the architectures', blocks: [curvesFigure(networks.runs)], isDetail: true },
  ]
}
