import {
  explainedInWords,
  mapTitle,
  scoreTexts,
  verdictInWords,
  type ExplainTarget,
  type MapScores,
  type MethodChoice,
} from '../../../contract/index.ts'
import { catalog } from '../../../core/catalog.ts'
import { conditionText } from '../../services/conditions.ts'
import type { StoredRun } from '../../../store/runs.ts'
import type { SheetPlan } from '../plan-sheet.ts'
import type { SheetSide } from '../sheet-rows.ts'

export interface SheetColumn {
  readonly title: string
  readonly caveat: string | null
}

/** What a sheet says of itself. */
export interface SheetHead {
  readonly title: string
  /** What was explained of which images, and when. */
  readonly lines: readonly string[]
  /** What each side is called; one, or two that stand beside each other. */
  readonly sides: readonly string[]
  /** The maps of each side. */
  readonly columns: readonly SheetColumn[]
  readonly names: readonly string[]
  readonly shape: readonly [number, number, number]
}

/** An evaluation's plan, and the run that it is of. */
export interface NamedPlan {
  readonly plan: SheetPlan
  readonly run: StoredRun
}

/** "Gradient, positive part" */
export function titleOf(choice: MethodChoice): SheetColumn {
  const title = mapTitle(choice, catalog.saliency, (_, name, value) => `${name} ${String(value)}`)
  return { title, caveat: catalog.saliency.find(({ id }) => id === choice.id)?.caveat ?? null }
}

/** "base, validation, clean"; with its number where another one is called the same. */
export function sideTitles(plans: readonly NamedPlan[]): string[] {
  const titles = plans.map(
    ({ plan: { evaluation }, run }) => `${run.name}, ${evaluation.split}, ${conditionText(evaluation.condition)}`,
  )
  const isDouble = new Set(titles).size < titles.length
  return titles.map((title, at) => (isDouble ? `${title}, evaluation ${plans[at]?.plan.evaluation.id}` : title))
}

const scoresInWords =
  'Below a map: "in box", the share of its positive values in the object\'s box; "pointing", whether its largest value lies there; "drift" and "overlap", rank correlation and shared top tenth with the map of the clean image; "deletion" and "insertion", areas under the probability.'

/** `isScored`: scores stand below a map. */
export function linesOf(
  plans: readonly NamedPlan[],
  names: readonly string[],
  { date, isScored }: { readonly date: Date; readonly isScored: boolean },
): string[] {
  const [first] = plans
  const count = first?.plan.images.length ?? 0
  const images = `${count.toLocaleString('en-US')} ${count === 1 ? 'image' : 'images'}`
  const seeds = plans.map(({ run }) => run.config.seed)
  return [
    `${images} of ${sideTitles(plans).join('; beside it ')}.`,
    `Maps explain ${targetText(first?.plan.target ?? 'predicted', names)}. Each has a colour scale of its own, whose ends are printed with the raw values.`,
    ...(isScored ? [scoresInWords] : []),
    `${date.toISOString().slice(0, 10)}, ${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(' and ')} (n = 1${seeds.length === 1 ? '' : ' each'}).`,
  ]
}

function targetText(target: ExplainTarget, names: readonly string[]): string {
  switch (target) {
    case 'predicted':
      return 'the logit of the predicted class'
    case 'truth':
      return 'the logit of the true class'
    case 'truth-minus-predicted':
      return 'the logit of the true class less that of the predicted one'
  }
  const own = `the logit of ${explainedInWords(target.class, null, names)}`
  return 'against' in target ? `${own} less that of ${explainedInWords(target.against, null, names)}` : own
}

const nameIn = (names: readonly string[], label: number): string => names[label] ?? `class ${label}`

/** What stands below an image: verdict, number and confidence, then the top five, one a line. */
export function imageLines(image: number, { prediction }: SheetSide, names: readonly string[]): string[] {
  if (!prediction) return [`image ${image}`, 'not in this evaluation']
  const nameOf = (label: number): string => nameIn(names, label)
  return [
    verdictInWords(prediction, nameOf),
    `image ${image}, confidence ${prediction.confidence.toFixed(2)}`,
    ...prediction.top5.map((entry) => `${entry.probability.toFixed(2)} ${nameOf(entry.class)}`),
  ]
}
/** As many lines as are below an image at most. */
export const mostImageLines = 7

/** What stands below a map: the ends of its values, "−0.079 to 0", then its scores by two that are akin. */
export function mapLines({ min, max, scores }: MapRange & { readonly scores: MapScores | null }): string[] {
  const texts = scores ? scoreTexts(scores) : []
  const pairs = [
    ['energy', 'pointing'],
    ['driftCorrelation', 'driftOverlap'],
    ['deletion', 'insertion'],
  ].map((pair) => texts.filter(({ score }) => pair.includes(score)).map(({ text }) => text))
  return [`${threeDigits(min)} to ${threeDigits(max)}`, ...pairs.map((pair) => pair.join(', ')).filter(Boolean)]
}

interface MapRange {
  readonly min: number
  readonly max: number
}

const threeDigits = (value: number): string => String(Number(value.toPrecision(3))).replaceAll('-', '−')
