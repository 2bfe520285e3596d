import { describe, expect, it } from 'vitest'
import { axisText } from '../../../src-renderer/charts/axis-text.ts'
import { logitsAlongGradient } from '../../../src-renderer/charts/logits-along-gradient.ts'
import { lossByAttackStep } from '../../../src-renderer/charts/loss-by-attack-step.ts'
import { shownClasses } from '../../../src-renderer/lib/perturbation/line-classes.ts'

/** Logits of eight classes at three points: 2 leads on the left, 0 at the image, 5 on the right. */
const rows = [
  [1, 0, 9, 0, 0, 0, 0, 0],
  [5, 4, 3, 2, 1, 0, -1, -2],
  [0, 0, 0, 0, 0, 9, 0, -20],
]
const logits = new Uint8Array(Float32Array.from(rows.flat()).buffer)
const line = { norm: 'infinity' as const, epsilons: [-8 / 255, 0, 8 / 255], logits, isFlat: false }
const names = 'abcdefgh'.split('')

describe('the logits along the gradient', () => {
  it('are of the class that is left, of all that lead somewhere, then of the highest at the image', () => {
    expect(shownClasses(rows, 7)).toEqual([7, 2, 0, 5, 1, 3])
    expect(shownClasses(rows, 0, 3)).toEqual([0, 2, 5])
    expect(shownClasses([[1, 2]], 0)).toEqual([0, 1])
  })

  it('are lines over ±ε with marks at the slider and at the flip point', () => {
    const model = logitsAlongGradient({ line, label: 0, names, epsilon: 4 / 255, flip: 2 / 255 })
    expect(model.series.map(({ label, color }) => [label, color === null])).toEqual([
      ['a', true],
      ['c', false],
      ['f', false],
      ['b', false],
      ['d', false],
      ['e', false],
    ])
    expect(new Set(model.series.map(({ color }) => color)).size).toBe(6)
    expect(model.series[2]?.points).toEqual([
      { x: -8 / 255, y: 0 },
      { x: 0, y: 0 },
      { x: 8 / 255, y: 9 },
    ])
    expect([model.x.min, model.x.max, model.x.format]).toEqual([-8 / 255, 8 / 255, 'pixel'])
    expect(model.marks.map(({ x }) => x * 255)).toEqual([4, 2])
    expect(model.y.min).toBeLessThanOrEqual(0)
    expect(axisText(-8 / 255, 'pixel')).toBe('−8/255')
  })

  it('have no flip mark where none is known, or at the image itself', () => {
    const marks = (flip: number | null) => logitsAlongGradient({ line, label: 0, names, epsilon: 0, flip }).marks.length
    expect([marks(null), marks(0), marks(0.01)]).toEqual([1, 1, 2])
  })
})

describe('the loss by step', () => {
  it('has a point a step, and a mark where the replay stands', () => {
    const prediction = { image: 0, truth: 0, predicted: 1, confidence: 1, margin: -1, loss: 1, top5: [] }
    const perturbation = { linf: 0, l2: 0, changed: 0 }
    const steps = [0, 1, 2].map((step) => ({ step, prediction, loss: step / 2, perturbation }))
    const model = lossByAttackStep(steps, 1, 'syringe')
    expect(model.series[0]?.points).toEqual([0, 1, 2].map((x) => ({ x, y: x / 2 })))
    expect(model.marks).toEqual([{ x: 1, label: 'shown' }])
    expect(model.detail).toContain('syringe')
  })
})
