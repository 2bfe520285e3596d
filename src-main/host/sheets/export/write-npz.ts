import type { FileHandle } from 'node:fs/promises'
import { MapScore, type Prediction, type SheetMap } from '../../../contract/index.ts'
import type { SheetRow } from '../sheet-rows.ts'
import { writeNpzFile, type NpyArray } from './npz-file.ts'
import type { SheetHead } from './sheet-words.ts'

/**
 * The raw maps as NumPy's `.npz`: `images`, `truth` int32 [images], and of each side `predicted` int32 and `confidence`
 * float32 [images], `top5` int32 and `top5_probability` float32 [images, 5], `pixels` uint8 [images, height, width,
 * channels], and for each method, in the order of the columns, `map_<place>` float32 [images, height, width] and
 * `scores_<place>` float32 [images, scores]. What is not there is −1 among classes, NaN among floats, and black in
 * `pixels`. Names of a second side begin with `beside_`. Texts, one a line, say what the columns are (`columns`), the
 * scores (`score_names`), the classes (`classes`) and the sides (`sides`).
 */
export async function writeNpz(
  file: FileHandle,
  { columns, names, sides, shape }: SheetHead,
  { rows, count }: { readonly rows: AsyncIterable<SheetRow>; readonly count: number },
): Promise<void> {
  const truthOf = (row: SheetRow): number => row.sides.find(({ prediction }) => prediction)?.prediction?.truth ?? -1
  const arrays: NpyArray<SheetRow>[] = [
    integers('images', [count], ({ image }) => [image]),
    integers('truth', [count], (row) => [truthOf(row)]),
    ...sides.flatMap((_, side) => arraysOfSide(side, { count, shape, methods: columns.length })),
  ]
  const texts = [
    { name: 'columns', lines: columns.map(({ title }) => title) },
    { name: 'score_names', lines: scoreNames },
    { name: 'classes', lines: names },
    { name: 'sides', lines: sides },
  ]
  await writeNpzFile(file, { arrays, texts }, rows)
}

const topClasses = 5
const scoreNames = MapScore.options

/** One side's arrays. */
function arraysOfSide(
  side: number,
  { count, shape, methods }: Pick<SheetHead, 'shape'> & { readonly count: number; readonly methods: number },
): NpyArray<SheetRow>[] {
  const [height, width, channels] = shape
  const named = (name: string): string => (side === 0 ? name : `beside_${name}`)
  const predictionOf = (row: SheetRow): Prediction | null => row.sides[side]?.prediction ?? null
  const mapOf = (row: SheetRow, place: number): SheetMap | null => row.sides[side]?.cells[place]?.map ?? null
  const top5 = (row: SheetRow) => Array.from({ length: topClasses }, (_, i) => predictionOf(row)?.top5[i])
  const black = new Uint8Array(height * width * channels)
  const nothing = bytesOf(new Float32Array(height * width).fill(Number.NaN))
  const arraysOfMethod = (place: number): NpyArray<SheetRow>[] => [
    {
      ...{ name: named(`map_${place}`), type: '<f4', shape: [count, height, width] },
      bytesOf: (row) => mapOf(row, place)?.map ?? nothing,
    },
    floats(named(`scores_${place}`), [count, scoreNames.length], (row) => {
      const scores = mapOf(row, place)?.scores
      return scoreNames.map((name) => Number(scores?.[name] ?? Number.NaN))
    }),
  ]
  return [
    integers(named('predicted'), [count], (row) => [predictionOf(row)?.predicted ?? -1]),
    floats(named('confidence'), [count], (row) => [predictionOf(row)?.confidence ?? Number.NaN]),
    integers(named('top5'), [count, topClasses], (row) => top5(row).map((entry) => entry?.class ?? -1)),
    floats(named('top5_probability'), [count, topClasses], (row) =>
      top5(row).map((entry) => entry?.probability ?? Number.NaN),
    ),
    {
      ...{ name: named('pixels'), type: '|u1', shape: [count, height, width, channels] },
      bytesOf(row) {
        const pixels = row.sides[side]?.pixels
        return pixels instanceof Uint8Array ? pixels : black
      },
    },
    ...Array.from({ length: methods }, (_, place) => arraysOfMethod(place)).flat(),
  ]
}

const bytesOf = ({ buffer }: Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer>): Uint8Array => new Uint8Array(buffer)

const integers = (
  name: string,
  shape: readonly number[],
  of: (row: SheetRow) => readonly number[],
): NpyArray<SheetRow> => ({ ...{ name, type: '<i4', shape }, bytesOf: (row) => bytesOf(Int32Array.from(of(row))) })
const floats = (
  name: string,
  shape: readonly number[],
  of: (row: SheetRow) => readonly number[],
): NpyArray<SheetRow> => ({
  ...{ name, type: '<f4', shape },
  bytesOf: (row) => bytesOf(Float32Array.from(of(row))),
})
