import { describe, expect, it } from 'vitest'
import { createStepSizes } from '../../../src-main/core/attacks/apgd-step-sizes.ts'

/** Steps (1 first) after which a step size was halved, for losses of one image; the best of them is the highest. */
function halvings(losses: readonly number[], start: number): number[] {
  let highest = start
  const sizes = createStepSizes([start], { first: 1, steps: losses.length, rho: 0.75 })
  return losses.flatMap((loss, i) => {
    highest = Math.max(highest, loss)
    return sizes.observe([loss], [highest])?.[0] ? [i + 1] : []
  })
}
const hundred = Array.from({ length: 100 }, (_, i) => i + 1)

describe('the step sizes of Auto-PGD', () => {
  it('stay while the loss climbs', () => {
    expect(halvings(hundred, 0)).toEqual([])
  })

  // 22 % of the steps, then 3 % fewer each time: Croce and Hein 2020, section 3.1.
  it('are halved at every check where the loss climbs in every second step only', () => {
    expect(
      halvings(
        hundred.map((step) => (step % 2) + step / 1000),
        0,
      ),
    ).toEqual([22, 41, 57, 70, 80, 87, 93, 99])
  })

  it('are halved where the highest loss stays, but not twice in a row for that', () => {
    // Climbs in four of five steps and never above its start.
    const losses = hundred.map((step) => (step % 5) / 10 + 0.1)
    expect(halvings(losses, 9)).toEqual([41, 70, 87, 99])
  })

  it('are those of the images that stay', () => {
    const sizes = createStepSizes([0, 0], { first: 1, steps: 5, rho: 0.75 })
    sizes.observe([1, -1], [1, 0])
    expect(sizes.sizes).toEqual([1, 0.5])
    sizes.keep([1])
    expect(sizes.sizes).toEqual([0.5])
  })
})
