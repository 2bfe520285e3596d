import type { MethodChoice } from '../../contract/method.ts'
import { findMethod } from '../catalog.ts'
import { drawImages } from '../datasets/chosen-images.ts'
import type { SplitFacts } from '../datasets/image-set.ts'
import { isSceneTransform, type SceneTransform } from '../methods.ts'
import { resolveCondition } from './condition.ts'

/** A condition that may not suit all images of a split. */
export interface PartialCondition {
  readonly method: SceneTransform
  suits(split: SplitFacts, index: number): boolean
}

/** null: every image can be seen under it. */
export function partialCondition(choice: MethodChoice): PartialCondition | null {
  const condition = resolveCondition(choice)
  if (condition.kind !== 'corruption') return null
  const { method, values } = findMethod('corruptions', condition)
  return isSceneTransform(method) ? { method, suits: (split, index) => method.suits(values, split, index) } : null
}

/**
 * The images that an evaluation of `count` images of a split sees under a condition, ascending: those that the condition
 * suits, in the order of the one draw for all conditions, so that pairs of two conditions are of the same images.
 */
export function drawSeen(split: SplitFacts, choice: MethodChoice, count: number): Int32Array {
  const partial = partialCondition(choice)
  return drawImages(split.count, count, partial ? (index) => partial.suits(split, index) : undefined)
}

/** How many of the `count` images that a condition for all would see a condition suits. */
export function countSuited(split: SplitFacts, { suits }: PartialCondition, count: number): number {
  return drawImages(split.count, count).filter((index) => suits(split, index)).length
}
