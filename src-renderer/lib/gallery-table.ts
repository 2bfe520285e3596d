import type { GalleryRow } from '../../src-main/contract/index.ts'
import { percentDigits } from './format.ts'
import { fixedNumber } from './misclassified/format-map.ts'
import type { TextTable } from '../../src-main/contract/table-text.ts'

export interface GalleryTableOptions {
  readonly names: readonly string[]
  /** Name of the run that the evaluation is held against; null: none. */
  readonly against: string | null
  /** Numbers in full, probabilities as fractions; else as a person reads them. */
  readonly isPlain: boolean
}

/** Predictions on their way out of the program, one line an image. */
export function galleryTable(rows: readonly GalleryRow[], { names, against, isPlain }: GalleryTableOptions): TextTable {
  const name = (index: number): string => names[index] ?? String(index)
  const figure = (value: number): string | number => (isPlain ? value : fixedNumber(value))
  const share = (value: number): string => (isPlain ? String(value) : percentDigits(value))
  const others = ({ other }: GalleryRow): readonly (string | null)[] =>
    against === null ? [] : other ? [name(other.predicted), other.flip] : [null, null]
  return {
    columns: [
      'image',
      'true',
      'predicted',
      'confidence',
      'margin',
      'loss',
      ...(against === null ? [] : [`predicted by ${against}`, 'flip']),
      isPlain ? 'top-5' : 'top-5, %',
      'tags',
    ],
    rows: rows.map((row) => [
      row.image,
      name(row.truth),
      name(row.predicted),
      figure(row.confidence),
      figure(row.margin),
      figure(row.loss),
      ...others(row),
      row.top5.map((entry) => `${name(entry.class)} ${share(entry.probability)}`).join('; '),
      row.tags?.join('; ') ?? '',
    ]),
  }
}
