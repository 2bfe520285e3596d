import type { AppError, EvidenceSide, MethodChoice, Prediction } from '../../../src-main/contract/index.ts'
import { scaleLimit, type FloatMap } from '../../colormaps/paint-map.ts'
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

/** An image, as it is or as an evaluation saw it, with its prediction and its layers. */
export interface ImageRow {
  readonly input: 'clean' | 'seen'
  readonly title: string
  readonly image: PixelImage | null
  /** What is said in its place where it is not there. */
  readonly sentence: string | null
  readonly failure: AppError | undefined
  readonly prediction: Prediction | null
  readonly layers: readonly ShownLayer[]
}

/** The value with the strongest colour: of all maps of the same method where the scale is shared, else of the map alone. */
export function limitOf(layer: ShownLayer, rows: readonly ImageRow[], isShared: boolean): number {
  if (!isShared) return layer.map ? scaleLimit([layer.map]) : 0
  const alike = rows.flatMap((row) => row.layers.filter((it) => it.choice.id === layer.choice.id))
  return scaleLimit(alike.flatMap(({ map }) => (map ? [map] : [])))
}
