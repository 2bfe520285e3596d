import {
  mapTitle,
  shortScoreNames,
  verdictInWords,
  type MapScore,
  type MapScores,
  type MethodChoice,
} from '../../../contract/index.ts'
import { catalog } from '../../../core/catalog.ts'
import { conditionText } from '../../services/conditions.ts'
import type { StoredRun } from '../../../store/runs.ts'
import type { SheetPlan } from '../plan-sheet.ts'
import type { SheetRow } from '../sheet-rows.ts'

/** What a sheet says of itself. */
export interface SheetHead {
  readonly title: string
  /** What was explained of which images, and when. */
  readonly lines: readonly string[]
  readonly columns: readonly { readonly title: string; readonly caveat: string | null }[]
  readonly names: readonly string[]
  readonly shape: readonly [number, number, number]
}

/** "Gradient, positive part" */
export function titleOf(choice: MethodChoice): { title: string; caveat: string | null } {
  const title = mapTitle(choice, catalog.saliency, (_, name, value) => `${name} ${String(value)}`)
  return { title, caveat: catalog.saliency.find(({ id }) => id === choice.id)?.caveat ?? null }
}

const targets: Readonly<Record<string, string>> = {
  predicted: 'the predicted class',
  truth: 'the true class',
  'truth-minus-predicted': 'the true class less that of the predicted one',
}

export function linesOf({ evaluation, images, target }: SheetPlan, run: StoredRun, date: Date): string[] {
  const logit = typeof target === 'string' ? targets[target] : `class ${target.class}`
  const n = images.length.toLocaleString('en-US')
  return [
    `${n} ${images.length === 1 ? 'image' : 'images'} of ${run.name}, ${evaluation.split}, ${conditionText(evaluation.condition)}.`,
    `Maps explain the logit of ${logit}. Each has a colour scale of its own, whose ends are printed with the raw values.`,
    'Below a map: "in box", the share of its positive values in the object\'s box; "drift", its rank correlation with the map of the clean image.',
    `${date.toISOString().slice(0, 10)}, seed ${run.config.seed} (n = 1).`,
  ]
}

export const verdictOf = ({ prediction }: SheetRow, names: readonly string[]): string =>
  verdictInWords(prediction, (label) => names[label] ?? `class ${label}`)

/** "image 17, confidence 0.91" */
export const detailOf = ({ image, prediction }: SheetRow): string =>
  `image ${image}, confidence ${prediction.confidence.toFixed(2)}`

/** The ends of a map's values: "−0.079 to 0". */
export const rangeOf = ({ min, max }: { readonly min: number; readonly max: number }): string =>
  `${threeDigits(min)} to ${threeDigits(max)}`

const threeDigits = (value: number): string => String(Number(value.toPrecision(3))).replaceAll('-', '−')

const shown: readonly MapScore[] = ['energy', 'driftCorrelation', 'deletion', 'insertion']

/** "in box 0.42, drift 0.31": energy and rank correlation; empty where there are none. */
export function scoresText(scores: MapScores | null): string {
  if (!scores) return ''
  const parts = shown.flatMap((name) => {
    const value = scores[name]
    return typeof value === 'number' ? [`${shortScoreNames[name]} ${value.toFixed(2).replace('-', '−')}`] : []
  })
  return parts.join(', ')
}
