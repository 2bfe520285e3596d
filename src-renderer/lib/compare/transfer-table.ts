import type { TextTable } from '../../../src-main/contract/table-text.ts'
import type {
  ComparedModel,
  TransferCell,
  TransferDenominator,
  TransferMatrix,
} from '../../../src-main/contract/index.ts'
import { fullInterval, halfWidth, percentDigits, unknown } from '../format.ts'

/** What success is counted over, in words. */
export const denominators: Readonly<Record<TransferDenominator, string>> = {
  both: 'images that both models classify right as they are',
  target: 'images that the model they are shown to classifies right as they are',
}

/** Its run, and which of its checkpoints where that is not the last. */
export const modelName = ({ name, which }: ComparedModel): string => (which === null ? name : `${name}, ${which}`)

/** All that is known of a cell, in a sentence. */
export function describeCell(
  { models }: Pick<TransferMatrix, 'models'>,
  cell: TransferCell,
  { source, target, denominator }: { source: number; target: number; denominator: TransferDenominator },
): string {
  const [on, to] = [models[source], models[target]].map((model) => (model ? modelName(model) : ''))
  const { rate, interval, n, fooled } = cell[denominator]
  const what = source === target ? `Attacked on ${on} itself (white-box)` : `Attacked on ${on}, shown to ${to}`
  if (rate === null) return `${what}: ${cell.seen === 0 ? 'not computed' : 'none of these images was right before'}.`
  return `${what}: ${fooled} fooled, ${fullInterval(rate, interval, n)} ${denominators[denominator]}.`
}

/** One row a pair: numbers in full, or as a person reads them. */
export function transferTable({ models, cells }: TransferMatrix, isPlain: boolean): TextTable {
  const rows = cells.flatMap((row, source) =>
    row.flatMap((cell, target) =>
      (['both', 'target'] as const).map((denominator) => {
        const { n, fooled, rate, interval } = cell[denominator]
        const [on, to] = [models[source], models[target]].map((model) => (model ? modelName(model) : ''))
        const names = [on ?? '', to ?? '', denominator]
        if (isPlain) return [...names, n, fooled, rate, ...interval]
        const shown = rate === null ? unknown : `${percentDigits(rate)} ${halfWidth(rate, interval)}`
        return [...names, n, fooled, shown]
      }),
    ),
  )
  const names = ['attacked on', 'shown to', 'of images right before: both or target', 'n', 'fooled']
  return { columns: [...names, ...(isPlain ? ['success', 'low', 'high'] : ['success, %'])], rows }
}
