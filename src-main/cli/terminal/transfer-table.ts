import type { Catalog } from '../../contract/catalog.ts'
import type { TransferCell, TransferDenominator, TransferMatrix } from '../../contract/transfers.ts'
import { formatCondition, formatCount, formatHalfWidth, formatPercentValue, nothing } from './format.ts'
import { modelLabels } from './model-labels.ts'
import type { Colors } from './output.ts'
import { formatTable, type Column } from './table.ts'

/** What success is counted over, in words. */
const denominators: Readonly<Record<TransferDenominator, string>> = {
  both: 'images that both models classify right as they are',
  target: 'images that the target classifies right as they are',
}

/**
 * One row a model that images were attacked on, one column a model that they were shown to: success in percent with the
 * larger side of its 95 % Wilson interval, and n. The diagonal, white-box, is bold.
 */
export function formatTransfer(
  { models, condition, cells, images, split }: TransferMatrix,
  denominator: TransferDenominator,
  catalog: Catalog,
  colors: Colors,
): string {
  const labels = modelLabels(models)
  const columns: Column[] = [
    { heading: 'attacked on' },
    ...labels.map((label) => ({ heading: `shown to ${label}`, align: 'right' }) as const),
  ]
  const rows = cells.map((row, source) => [
    labels[source] ?? '',
    ...row.map((cell, target) => formatCell(cell, denominator, source === target, colors)),
  ])
  return [
    `${colors.bold('Attack success in %')}, ${formatCondition(condition, catalog)}, ${formatCount(images)} ${split} images`,
    formatTable(columns, rows, colors),
    `Of ${denominators[denominator]}: n. ± 95 % Wilson interval. The diagonal is white-box.`,
  ].join('\n\n')
}

function formatCell(
  cell: TransferCell,
  denominator: TransferDenominator,
  isWhiteBox: boolean,
  { bold, dim }: Colors,
): string {
  const { rate, n, interval } = cell[denominator]
  if (rate === null) return cell.seen === 0 ? nothing : `${nothing} ${dim('n 0')}`
  const value = formatPercentValue(rate)
  return `${isWhiteBox ? bold(value) : value} ${dim(`${formatHalfWidth(rate, interval).padStart(5)} n ${formatCount(n)}`)}`
}
