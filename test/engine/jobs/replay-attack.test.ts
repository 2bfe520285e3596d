import { describe, expect, it } from 'vitest'
import { bytesToFloats } from '../../../src-main/engine/jobs/float-bytes.ts'
import { attackedModel } from '../../support/attacked-model.ts'

describe('replayAttack', () => {
  it('shows where PGD starts, every step, and what it comes to', async () => {
    const { replay, perturbed, clean, right, logitsOf, best } = await attackedModel()
    const attack = 'pgd:steps=5,epsilon=8/255,stepSize=2/255'
    const { steps, pixels, shape } = await replay(attack)
    expect(steps.map(({ step }) => step)).toEqual([0, 1, 2, 3, 4, 5])
    expect(shape).toEqual([16, 16, 3])
    const size = 16 * 16 * 3
    const values = bytesToFloats(pixels)
    const points = steps.map((_, i) => values.slice(i * size, (i + 1) * size))
    const end = await perturbed(attack)
    expect(points[5]).toEqual(bytesToFloats(end.pixels))
    expect(steps[5]?.loss).toBeCloseTo(end.loss, 5)
    for (const [i, { prediction, loss, perturbation }] of steps.entries()) {
      const [row = []] = logitsOf(points[i] as Float32Array)
      expect(prediction.predicted).toBe(best(row))
      const truth = row[prediction.truth] as number
      expect(loss).toBeCloseTo(Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - truth), 0)), 4)
      expect(perturbation.linf).toBeLessThanOrEqual(8 / 255 + 1e-6)
      if (i === 0) continue
      const before = points[i - 1] as Float32Array
      const moved = points[i]?.map((value, at) => Math.abs(value - (before[at] as number))) ?? []
      expect(Math.max(...moved)).toBeLessThanOrEqual(2 / 255 + 1e-6)
    }
    const largest = (point: Float32Array | undefined): number =>
      Math.max(...(point ?? []).map((value, at) => Math.abs(value - (clean(right)[at] as number))))
    expect(largest(points[0])).toBeGreaterThan(0)
  })

  it('leaves points out of a long attack, never the first and the last', async () => {
    const { steps } = await (await attackedModel()).replay('pgd:steps=150,keep=highest-loss')
    const numbers = steps.map(({ step }) => step)
    expect(numbers.length).toBeLessThanOrEqual(101)
    expect(numbers.length).toBeGreaterThan(50)
    expect([numbers[0], numbers[1], numbers.at(-1)]).toEqual([0, 2, 150])
  })

  it('has one step for an attack that follows one gradient', async () => {
    const { steps } = await (await attackedModel()).replay('fgsm')
    expect(steps.map(({ step }) => step)).toEqual([0, 1])
  })
})
