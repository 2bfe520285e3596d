import type { TextTable } from '../../../src-main/contract/table-text.ts'
import type { ImageRow } from './layer-row.ts'

/** The values of all maps that are there, in full, one line a pixel: rows from the top, columns from the left. */
export function mapsTable(rows: readonly ImageRow[]): TextTable {
  const columns = rows.flatMap((row) =>
    row.layers.flatMap(({ title, map }) => (map ? [{ title: `${row.title}: ${title}`, map }] : [])),
  )
  const width = columns[0]?.map.width ?? 1
  const pixels = columns[0]?.map.values.length ?? 0
  return {
    columns: ['row', 'column', ...columns.map(({ title }) => title)],
    rows: Array.from({ length: pixels }, (_, pixel) => [
      Math.floor(pixel / width),
      pixel % width,
      ...columns.map(({ map }) => map.values[pixel] ?? null),
    ]),
  }
}
