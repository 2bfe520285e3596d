/** Errors of one corruption at its severities, each in [0, 1]. */
export type SeverityErrors = readonly number[]

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/**
 * Corruption error of one type against a reference model: CE = Σₛ Eₛ / Σₛ Eₛʳᵉᶠ. 1: as many errors as the reference's; times
 * 100 as in the paper. Its mean over the 15 types is the mCE. No AlexNet figures exist for 64 px, so that Tiny-ImageNet-C is
 * reported by errors relative to a run that is named.
 * Source: Hendrycks and Dietterich 2019, https://arxiv.org/abs/1903.12261, section 4.
 * Worked example: own (0.2, 0.4), reference's (0.3, 0.5): 0.6 / 0.8 = 0.75.
 */
export function corruptionError(own: SeverityErrors, reference: SeverityErrors): number {
  return sum(own) / sum(reference)
}

/**
 * Relative corruption error of one type: what the corruption adds to the clean error, against what it adds to the
 * reference's: Σₛ (Eₛ − E_clean) / Σₛ (Eₛʳᵉᶠ − E_cleanʳᵉᶠ). Its mean over the 15 types is the relative mCE. Not finite, or
 * without meaning, where the corruption does nothing to the reference.
 * Source: Hendrycks and Dietterich 2019, section 4.
 * Worked example: own (0.2, 0.4) with 0.1 clean, reference's (0.3, 0.5) with 0.2 clean: 0.4 / 0.4 = 1.
 */
export function relativeCorruptionError(
  own: SeverityErrors,
  ownClean: number,
  reference: SeverityErrors,
  referenceClean: number,
): number {
  return (sum(own) - own.length * ownClean) / (sum(reference) - reference.length * referenceClean)
}
