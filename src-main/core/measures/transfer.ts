/** What a model said of each image, by the image's number: one byte, 0 where it did not see it. */
export type Outcomes = Uint8Array
export const outcomeCodes = { unseen: 0, wrong: 1, right: 2 } as const

export interface TransferOutcomes {
  /** What the model that the attack was made on, and the one it is tried on, say of the images as they are. */
  readonly cleanOfSource: Outcomes
  readonly cleanOfTarget: Outcomes
  /** What the target says of the images that were attacked on the source. */
  readonly attacked: Outcomes
}

export interface TransferCounts {
  /** Images of the denominator, and how many of them the target gets wrong once they are attacked. */
  readonly n: number
  readonly fooled: number
}

/**
 * Transfer of adversarial images from a source to a target: of the images that were right as they are, the share that the
 * target gets wrong when they were attacked on the source. Success = fooled / n; with source = target it is the white-box
 * success rate. Papernot, McDaniel and Goodfellow 2016, "Transferability in machine learning", section 3.1,
 * https://arxiv.org/abs/1605.07277; over images that all models classify right: Liu et al. 2017, section 3.2,
 * https://arxiv.org/abs/1611.02770.
 *
 * The denominator has to be told with every figure. `both`: images that source and target both get right. An image that
 * the source gets wrong is no adversarial example of it, and most attacks leave it as it is: it would count as a failed
 * transfer. `target`: all images that the target gets right, as a comparison with accuracies needs it.
 *
 * Only the images that `only` names count, and of these those of which all three are known.
 *
 * @example Of five images the source gets 0, 1, 2, 3 right, the target 0, 1, 2, 4; attacked, the target gets 0 and 2
 * wrong. `both`: n = 3 (0, 1, 2), fooled = 2, success 2/3. `target`: n = 4 (0, 1, 2, 4), fooled = 2, success 1/2.
 */
export function countTransfer(
  { cleanOfSource, cleanOfTarget, attacked }: TransferOutcomes,
  denominator: 'both' | 'target',
  only: Int32Array,
): TransferCounts {
  const { wrong, right } = outcomeCodes
  let n = 0
  let fooled = 0
  for (const image of only) {
    if (!cleanOfSource[image] || cleanOfTarget[image] !== right || !attacked[image]) continue
    if (denominator === 'both' && cleanOfSource[image] !== right) continue
    n++
    if (attacked[image] === wrong) fooled++
  }
  return { n, fooled }
}
