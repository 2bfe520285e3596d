import type {
  AppError,
  Classification,
  EvidenceSide,
  MethodChoice,
  Prediction,
} from '../../../src-main/contract/index.ts'
import { scaleLimit, type FloatMap } from '../../colormaps/paint-map.ts'
import { classNameOf } from '../../lib/class-name.ts'
import type { PixelImage } from '../images/pixel-image.ts'

/** One layer of one row, as it is drawn. */
export interface ShownLayer {
  /** Of its map in the store of explanations. */
  readonly key?: string
  readonly choice: MethodChoice
  /** Of the evidence, which its map keeps alone; null: both. */
  readonly side: EvidenceSide | null
  readonly title: string
  readonly map: FloatMap | undefined
  /** What is said in its place where it shows nothing. */
  readonly sentence: string | null
  readonly failure: AppError | undefined
}

/** What a model says of an image, and of its truth where somebody tells it. */
export type ShownPrediction = Classification & Partial<Pick<Prediction, 'truth' | 'margin'>>

/** Whether it is right; null where nobody tells the truth. */
export const isRight = ({ truth, predicted }: ShownPrediction): boolean | null =>
  truth === undefined ? null : truth === predicted

/** "wrong: oboe", or "oboe" alone. */
export function verdictOf(prediction: ShownPrediction, names: readonly string[]): string {
  const verdict = isRight(prediction)
  const name = classNameOf(names, prediction.predicted)
  return verdict === null ? name : `${verdict ? 'right' : 'wrong'}: ${name}`
}

/** An image, as it is or as an evaluation saw it, with its prediction and its layers. */
export interface ImageRow {
  readonly input: 'clean' | 'seen'
  readonly title: string
  readonly image: PixelImage | null
  /** What is said in its place where it is not there. */
  readonly sentence: string | null
  readonly failure: AppError | undefined
  readonly prediction: ShownPrediction | null
  readonly layers: readonly ShownLayer[]
}

/** The value with the strongest colour: of all maps of the same method where the scale is shared, else of the map alone. */
export function limitOf(layer: ShownLayer, rows: readonly ImageRow[], isShared: boolean): number {
  if (!isShared) return layer.map ? scaleLimit([layer.map]) : 0
  const alike = rows.flatMap((row) => row.layers.filter((it) => it.choice.id === layer.choice.id))
  return scaleLimit(alike.flatMap(({ map }) => (map ? [map] : [])))
}
