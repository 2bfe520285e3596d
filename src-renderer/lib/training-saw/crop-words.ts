import { count, percent } from '../format.ts'

/** Below this share an object's box counts as cut off. */
export const half = 0.5

/** Epochs (0 first) as a person counts them: "1 to 12", "3 to 12", "7". */
export function epochRange(epochs: readonly number[]): string {
  const [first, last] = [epochs[0], epochs.at(-1)]
  if (first === undefined || last === undefined) return ''
  return first === last ? count(first + 1) : `${count(first + 1)} to ${count(last + 1)}`
}

/** How often the crops of a training image lost its object, in a sentence. `boxLeft`: the share of each; null: no box. */
export function cropWords(epochs: readonly number[], boxLeft: readonly number[] | null): string {
  if (epochs.length === 0) return 'The checkpoint had not been trained on this image yet.'
  const n = epochs.length === 1 ? '1 crop' : `${count(epochs.length)} crops`
  if (boxLeft === null) return `${n}; nobody drew a box around the object, so what they cut off of it is not known.`
  const cut = epochs.filter((_, place) => (boxLeft[place] ?? 1) < half)
  const least = Math.min(...boxLeft)
  const where = `epoch ${count((epochs[boxLeft.indexOf(least)] ?? 0) + 1)}`
  const found =
    least === 1
      ? 'the whole box was in each'
      : `the box was cut below half in ${cut.length === 0 ? 'none' : count(cut.length)}`
  return `Of ${n}, ${found}${least === 1 ? '.' : `. Least: ${percent(least)} of it, in ${where}.`}`
}
