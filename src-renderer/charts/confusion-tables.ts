import { percentDigits } from '../lib/format.ts'
import type { TextTable } from '../../src-main/contract/table-text.ts'
import type { ConfusedPair, Counts } from './confusion.ts'

/** The matrix, rows true, columns predicted, classes in this order. */
export function confusionTable(values: Counts, names: readonly string[], order: readonly number[]): TextTable {
  const name = (index: number): string => names[index] ?? String(index)
  return {
    columns: ['true \\ predicted', ...order.map(name)],
    rows: order.map((truth) => [name(truth), ...order.map((predicted) => values[truth]?.[predicted] ?? 0)]),
  }
}

/** `isPlain`: shares as fractions in full, else in percent. */
export function pairsTable(pairs: readonly ConfusedPair[], names: readonly string[], isPlain: boolean): TextTable {
  const share = (value: number): string | number => (isPlain ? value : percentDigits(value))
  const unit = isPlain ? '' : ', %'
  return {
    columns: ['true', 'predicted', 'images', 'of', `share${unit}`, `low${unit}`, `high${unit}`],
    rows: pairs.map(({ truth, predicted, count, n, interval: [low, high] }) => [
      names[truth] ?? truth,
      names[predicted] ?? predicted,
      count,
      n,
      share(count / n),
      share(low),
      share(high),
    ]),
  }
}
