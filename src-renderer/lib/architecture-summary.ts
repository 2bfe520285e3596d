import type { LayerSummary, PartSummary } from '../../src-main/contract/index.ts'
import { count, unknown } from './format.ts'

/** 64 × 64 × 3 */
export const shapeText = (shape: readonly number[]): string => shape.join(' × ')

/** 300,775,552 → "301 M", 4,230,000,000 → "4.23 G" */
export function multiplyAdds(value: number): string {
  const [scaled, unit] = value >= 1e9 ? [value / 1e9, 'G'] : value >= 1e6 ? [value / 1e6, 'M'] : [value / 1e3, 'k']
  return `${scaled >= 100 ? scaled.toFixed(0) : scaled.toPrecision(3)} ${unit}`
}

/** "491 px, stride 32"; what lies behind a global pooling sees all of the image. */
export function fieldText(field: PartSummary['receptiveField']): string {
  if (field === null) return 'the whole image'
  const along = ([rows, columns]: readonly [number, number]): string =>
    rows === columns ? count(rows) : `${count(rows)} × ${count(columns)}`
  return `${along(field.size)} px, stride ${along(field.stride)}`
}

/** Cells of a table of blocks or layers. */
export function partRows(parts: readonly (PartSummary & Partial<Pick<LayerSummary, 'kind'>>)[]) {
  return parts.map((part) => ({
    name: part.name,
    kind: part.kind ?? '',
    shape: shapeText(part.shape),
    parameters: part.parameters === 0 ? unknown : count(part.parameters),
    multiplyAdds: part.multiplyAdds === 0 ? unknown : multiplyAdds(part.multiplyAdds),
    field: fieldText(part.receptiveField),
  }))
}
