import { createRandom } from '../random.ts'

/** Share of every class that becomes validation where a source has one split only. */
export const validationShare = 0.2

/**
 * Splits indices 0 … labels.length − 1 so that every class gives the same share to validation, at least one image where
 * it has two. Both parts keep the order of the source. The same labels and seed give the same split on every machine.
 */
export function stratifiedSplit(
  labels: ArrayLike<number>,
  seed = 0,
): { readonly train: Int32Array; readonly validation: Int32Array } {
  const members = new Map<number, number[]>()
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] as number
    const list = members.get(label)
    if (list) list.push(i)
    else members.set(label, [i])
  }
  const isValidation = new Uint8Array(labels.length)
  for (const [label, list] of members) {
    const count = list.length < 2 ? 0 : Math.max(1, Math.round(list.length * validationShare))
    for (const position of createRandom(seed, label).permutation(list.length).subarray(0, count)) {
      isValidation[list[position] as number] = 1
    }
  }
  const indices = Int32Array.from(isValidation, (_, i) => i)
  return {
    train: indices.filter((i) => isValidation[i] === 0),
    validation: indices.filter((i) => isValidation[i] === 1),
  }
}
