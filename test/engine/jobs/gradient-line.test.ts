import { describe, expect, it } from 'vitest'
import { bytesToFloats } from '../../../src-main/engine/jobs/float-bytes.ts'
import { attackedModel, maxEpsilon, plainGradient } from '../../support/attacked-model.ts'

describe('gradientLine', () => {
  it('gives at ±ε the logits of the images there, and at 0 those of the image', async () => {
    const model = await attackedModel()
    const { right, clean, line, logitsOf, perturbed, best } = model
    const { norm, epsilons, logits, isFlat } = await line('fgsm')
    expect([norm, isFlat, epsilons.length]).toEqual(['infinity', false, 33])
    const rows = Array.from({ length: 33 }, (_, i) => [...bytesToFloats(logits).subarray(3 * i, 3 * i + 3)])
    const gradient = plainGradient(model, right, clean(right))
    for (const [i, epsilon] of epsilons.entries()) {
      const moved = clean(right).map((value, at) =>
        Math.min(1, Math.max(0, value + epsilon * Math.sign(gradient[at] as number))),
      )
      logitsOf(moved)[0]?.forEach((logit, at) => expect(rows[i]?.[at]).toBeCloseTo(logit, 4))
    }
    expect(epsilons[16]).toBe(0)
    expect([epsilons[0], epsilons[32]]).toEqual([-maxEpsilon, maxEpsilon])
    const { prediction } = await perturbed('fgsm:epsilon=32/255')
    expect(best(rows[32] ?? [])).toBe(prediction.predicted)
  })

  it('goes along the gradient itself where the attack is in L2', async () => {
    const { line, logitsOf, clean, right, ...model } = await attackedModel()
    const { norm, epsilons, logits } = await line('pgd-l2', 2)
    expect([norm, epsilons[32]]).toEqual(['l2', 2])
    const gradient = plainGradient({ line, logitsOf, clean, right, ...model }, right, clean(right))
    const length = Math.hypot(...gradient)
    const moved = clean(right).map((value, i) =>
      Math.min(1, Math.max(0, value + (2 * (gradient[i] as number)) / length)),
    )
    logitsOf(moved)[0]?.forEach((logit, at) => expect(bytesToFloats(logits)[96 + at]).toBeCloseTo(logit, 4))
  })

  it('says that the gradient is zero', async () => {
    const { line } = await attackedModel({ factor: 0 })
    const { isFlat, logits } = await line('fgsm')
    expect(isFlat).toBe(true)
    expect(new Set(bytesToFloats(logits))).toEqual(new Set([0]))
  })
})
