import type { DatasetClass } from './datasets.ts'

/** How often MNIST's label files have each digit: http://yann.lecun.com/exdb/mnist. */
const digitCounts = {
  train: [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949],
  test: [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009],
} as const

/**
 * Whether a dataset holds MNIST's digits, by how many images of each it has in both splits together: those of the training
 * file, of the test file, or of both, however they were split. Fashion-MNIST, KMNIST and EMNIST's digits have as many of
 * each class. `digits` are those that are looked at, e.g. `['3', '7']`; others may be there too.
 */
export function isMnist(
  classes: readonly DatasetClass[],
  histogram: { readonly train: readonly number[]; readonly validation: readonly number[] },
  digits: readonly string[] = classes.map(({ id }) => id),
): boolean {
  const found = digits.map((digit) => {
    const at = classes.findIndex(({ id }) => id === digit)
    return (histogram.train[at] ?? 0) + (histogram.validation[at] ?? 0)
  })
  const { train, test } = digitCounts
  const sets = [train, test, train.map((count, digit) => count + (test[digit] as number))]
  return digits.length > 0 && sets.some((counts) => digits.every((digit, i) => counts[Number(digit)] === found[i]))
}
