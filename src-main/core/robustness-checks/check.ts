import { pixelUnits } from '../../contract/catalog.ts'
import type { CheckOutcome } from '../../contract/robustness-checks.ts'
import type { Norm } from '../attacks/direction.ts'
import type { Reach } from '../evaluation/reach.ts'
import type { AttackBounds } from '../methods.ts'
import type { Sample } from './sample.ts'

export type Finding = Omit<CheckOutcome, 'id'>

/** An evaluation under an attack, as checks look at it. */
export interface Examined {
  readonly bounds: AttackBounds
  /** How far the attack went over all images of the evaluation. */
  readonly reach: Reach
  /** A part of its images, with the models to try attacks on. */
  readonly sample: Sample
}

/** A reason to believe the accuracy under an attack, or not to. */
export type Check = { readonly id: string; readonly title: string } & (
  | { examine(examined: Examined): Promise<Finding> }
  /** One that counts images under attacks of the same radius. */
  | { countWithin(radius: number, examined: Examined): Promise<Finding> }
)

export async function examine(check: Check, examined: Examined): Promise<Finding> {
  if ('examine' in check) return check.examine(examined)
  const { bounds, sample } = examined
  if (bounds.radius === null) return notRun('The attack has no radius: it goes as far as it takes.')
  return ofTooFew(sample.size) ?? check.countWithin(bounds.radius, examined)
}

/**
 * Differences of so many images say nothing: one in fifty, one at least. Every check that counts images allows for it.
 */
export const toleranceOf = (images: number): number => Math.max(1, Math.floor(images / 50))

export const passed = (reason: string): Finding => ({ verdict: 'passed', reason })
export const suspicious = (reason: string): Finding => ({ verdict: 'suspicious', reason })
export const notRun = (reason: string): Finding => ({ verdict: 'not-run', reason })

export const countOf = (flags: readonly boolean[]): number => flags.filter(Boolean).length

/** `2/255` in L∞, where pixels are counted; three digits in the others. */
export function lengthText(norm: Norm, length: number): string {
  if (norm === 'infinity') return pixelUnits(length)
  return `${Number(length.toPrecision(3))} (${norm === 'l2' ? 'L2' : 'L1'})`
}

/** Of fewer images, a count says nothing. */
const fewestImages = 20

/** What a check that counts images says where there are too few; null where there are enough. */
export const ofTooFew = (images: number): Finding | null =>
  images >= fewestImages ? null : notRun(`${images} images are too few to count: it takes ${fewestImages}.`)
