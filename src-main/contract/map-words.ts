import type { MethodChoice } from './method.ts'

/** Values by which a method's choice says that it keeps one side of the evidence. */
export const evidenceSides = ['positive', 'negative'] as const

/** Which side of the evidence a map keeps; null where it keeps both, or says nothing about it. */
export const evidenceSide = (choice: MethodChoice): (typeof evidenceSides)[number] | null =>
  evidenceSides.find((side) => Object.values(choice.params).includes(side)) ?? null

interface MapRange {
  readonly min: number
  readonly max: number
}

/**
 * What is said in the place of a map that has nothing of what it should show; null where it has. `n` is how many values
 * it has, `of` what it explains, in words.
 */
export function nothingToSee(choice: MethodChoice, { min, max }: MapRange, n: number, of: string): string | null {
  if (min !== max) return null
  const side = evidenceSide(choice)
  const count = n.toLocaleString('en-US')
  if (min !== 0) return `This map tells no place from another: all ${count} values are ${min.toPrecision(3)}.`
  if (side === null) return `No evidence for ${of} in this image: all ${count} values are zero.`
  const bound = side === 'positive' ? 'zero or below' : 'zero or above'
  return `No ${side} evidence for ${of} in this image: all ${count} values are ${bound}.`
}
