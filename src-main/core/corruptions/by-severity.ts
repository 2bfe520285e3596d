import type { Family } from '../../contract/families.ts'
import { hashText } from '../hash-text.ts'
import { defineCorruption, type ImageTransform } from '../methods.ts'
import type { Shape3 } from '../network/network.ts'
import { number } from '../params.ts'
import { createRandom, type Random } from '../random.ts'
import { truncate } from './eight-bits.ts'

/** Images with a side above this take the constants of 224 px. */
const largestSmallSide = 96

/** Constants of the severities 1 to 5. */
export type Severities<C> = readonly [C, C, C, C, C]

/**
 * One corruption of ImageNet-C in two halves, so that given draws can be repeated: what is random, and what is done with
 * it. `C`: its constants at one severity; `D`: its draws.
 */
export interface SeverityRecipe<C, D> {
  readonly id: string
  readonly title: string
  readonly family: Family
  readonly textures?: readonly string[]
  /** Of Tiny-ImageNet-C, for images of up to 96 px. */
  readonly at64: Severities<C>
  /** Of ImageNet-C, for larger ones. */
  readonly at224: Severities<C>
  draw(constants: C, shape: Shape3, random: Random): D
  /** Pixels 0 … 255 → values on the same scale, which are clipped and truncated to whole numbers afterwards. */
  render(constants: C, pixels: Uint8Array, shape: Shape3, draws: D): ArrayLike<number>
}

export interface SevereCorruption<C, D> extends ImageTransform {
  readonly recipe: SeverityRecipe<C, D>
}

/**
 * A corruption of Hendrycks and Dietterich 2019 as their code makes it (hendrycks/robustness 8190fe3,
 * `make_tinyimagenet_c.py` and `make_imagenet_c.py`), before the saving as JPEG that the published sets went through.
 * Images are read as 8 bits and the result is truncated to 8 bits, as theirs is. Images of one channel are taken too.
 * Its draws depend on the given stream, on the corruption and on the severity.
 */
export function bySeverity<C, D>(recipe: SeverityRecipe<C, D>): SevereCorruption<C, D> {
  const transform = defineCorruption({
    id: recipe.id,
    title: recipe.title,
    family: recipe.family,
    source:
      'Hendrycks and Dietterich 2019, Benchmarking Neural Network Robustness to Common Corruptions and Perturbations, https://arxiv.org/abs/1903.12261',
    params: {
      severity: number({
        default: 3,
        min: 1,
        max: 5,
        step: 1,
        help: 'Strength: that of Tiny-ImageNet-C up to 96 px, that of ImageNet-C above.',
      }),
    },
    apply({ severity }, image, shape, random) {
      const constants = constantsOf(recipe, severity, shape)
      const own = createRandom(random.integer(2 ** 32), hashText(recipe.id), severity)
      const pixels = new Uint8Array(image.length)
      for (let i = 0; i < pixels.length; i++) pixels[i] = Math.round((image[i] as number) * 255)
      const values = recipe.render(constants, pixels, shape, recipe.draw(constants, shape, own))
      for (let i = 0; i < image.length; i++) image[i] = truncate(values[i] as number) / 255
    },
  })
  return { ...transform, ...(recipe.textures && { textures: recipe.textures }), recipe }
}

/** A recipe's constants for images of this shape. */
export function constantsOf<C>(
  { at64, at224 }: Pick<SeverityRecipe<C, never>, 'at64' | 'at224'>,
  severity: number,
  [height, width]: Shape3,
): C {
  return (Math.max(height, width) > largestSmallSide ? at224 : at64)[severity - 1] as C
}
