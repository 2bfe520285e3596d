import type { Proportion } from '../../contract/measures.ts'
import { proportion } from './accuracy.ts'

/**
 * Share of the images that were right when clean and are wrong under the attack: broken / (broken + bothRight). Images that
 * were wrong from the start are no success of the attack, so they count neither above nor below. null where none was right.
 * Source: the definition of Carlini et al. 2019, "On Evaluating Adversarial Robustness", https://arxiv.org/abs/1902.06705,
 * section 5.5, over initially correct images.
 * Worked example: of 100 images 80 right clean, of which 60 wrong attacked: 0.75 of 80, whatever became of the other 20.
 */
export function attackSuccess({
  broken,
  bothRight,
}: {
  readonly broken: number
  readonly bothRight: number
}): Proportion | null {
  return proportion(broken, broken + bothRight)
}
