/** Where on the way from baseline (0) to image (1) the gradient is taken, and how much of the mean it is. */
export interface IntegrationPoint {
  readonly at: number
  readonly weight: number
}

/** How an integral over [0, 1] becomes a sum; the option texts are read in forms. */
export const integrationRules = {
  trapezoid: 'Trapezoid',
  midpoint: 'Midpoint',
  left: 'Left ends',
  right: 'Right ends',
  pair: 'Plain mean with both ends, as PAIR',
} as const

export type IntegrationRule = keyof typeof integrationRules

/**
 * The points of a rule; their weights add up to 1. `trapezoid`: steps + 1 points k / steps, the ends with half the weight
 * (the authors' code); `midpoint`, `left`, `right`: one point a step; `pair`: `steps` points from 0 to 1, all with the same
 * weight (Google PAIR's `saliency`).
 */
export function integrationPoints(rule: IntegrationRule, steps: number): IntegrationPoint[] {
  const even = (count: number, at: (k: number) => number): IntegrationPoint[] =>
    Array.from({ length: count }, (_, k) => ({ at: at(k), weight: 1 / count }))
  switch (rule) {
    case 'trapezoid':
      return Array.from({ length: steps + 1 }, (_, k) => ({
        at: k / steps,
        weight: (k === 0 || k === steps ? 0.5 : 1) / steps,
      }))
    case 'midpoint':
      return even(steps, (k) => (k + 0.5) / steps)
    case 'left':
      return even(steps, (k) => k / steps)
    case 'right':
      return even(steps, (k) => (k + 1) / steps)
    case 'pair':
      return even(steps, (k) => k / Math.max(1, steps - 1))
  }
}
