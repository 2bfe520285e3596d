import { describe, expect, it } from 'vitest'
import { parseMethod } from '../../../src-main/contract/index.ts'
import { catalog, findMethod } from '../../../src-main/core/catalog.ts'
import { attackToMonitor, hidesOverfitting } from '../../../src-main/core/training/attack-to-monitor.ts'

const monitored = (objective: string) => attackToMonitor(parseMethod(objective))

describe('attack to monitor', () => {
  it.each<[string, object]>([
    ['fast-adversarial-training:epsilon=4/255', { id: 'pgd', params: { epsilon: 4 / 255, steps: 10 } }],
    // Four steps in a row take the four gradients of its training attack.
    ['free-adversarial-training:repeats=4', { id: 'pgd', params: { epsilon: 4 / 255, steps: 10 } }],
    ['adversarial-mixture:epsilon=0.1', { id: 'pgd', params: { epsilon: 0.1, steps: 10 } }],
    [
      'adversarial-training:norm=l2,epsilon=0.5,steps=1,stepSize=0.5',
      { id: 'pgd-l2', params: { epsilon: 0.5, steps: 10 } },
    ],
    ['adversarial-regularization:stepSize=0.3', { id: 'pgd-l2', params: { epsilon: 0.3, steps: 10 } }],
    ['adversarial-regularization:stepSize=2,gradientNorm=l1', { id: 'pgd-l1', params: { epsilon: 2, steps: 10 } }],
    // From a random point of a ball as large as the range: nothing lies farther.
    [
      'adversarial-regularization:stepSize=1,gradientNorm=infinity,randomInit=true',
      { id: 'pgd', params: { epsilon: 1, steps: 10 } },
    ],
  ])('is PGD of ten steps at the radius of a single-step attack: %s', (objective, attack) => {
    expect(monitored(objective)).toEqual(attack)
    expect(() => findMethod('attacks', monitored(objective) ?? { id: '', params: {} })).not.toThrow()
  })

  it('is the training attack where that takes several steps', () => {
    const { method, values } = findMethod('objectives', parseMethod('adversarial-training:steps=7'))
    expect(monitored('adversarial-training:steps=7')).toEqual(method.trainingAttack(values))
    expect(monitored('trades:steps=10')).toMatchObject({ id: 'pgd', params: { steps: 10 } })
  })

  it('is none where none is trained against', () => {
    expect(monitored('cross-entropy')).toBeNull()
  })

  it('never hides the overfitting of an objective', () => {
    for (const { id } of catalog.objectives) {
      const objective = { id, params: {} }
      const monitor = { trainImages: 500, validationImages: 500, attack: attackToMonitor(objective) }
      expect([id, hidesOverfitting({ objective, monitor })]).toEqual([id, false])
    }
  })
})

describe('overfitting that is hidden', () => {
  const isHidden = (objective: string, attack: string | null): boolean =>
    hidesOverfitting({
      objective: parseMethod(objective),
      monitor: { trainImages: 500, validationImages: 500, attack: attack === null ? null : parseMethod(attack) },
    })

  it('is that of single steps on attacked images alone, under single steps', () => {
    for (const objective of [
      'fast-adversarial-training',
      'free-adversarial-training',
      'adversarial-training:steps=1',
    ]) {
      expect([objective, isHidden(objective, 'fgsm')]).toEqual([objective, true])
      expect(isHidden(objective, 'adversarial-neighbor')).toBe(true)
      expect(isHidden(objective, 'pgd:steps=1')).toBe(true)
    }
  })

  it('is no other', () => {
    expect(isHidden('fast-adversarial-training', 'pgd:steps=2')).toBe(false)
    expect(isHidden('fast-adversarial-training', 'square')).toBe(false)
    expect(isHidden('fast-adversarial-training', null)).toBe(false)
    expect(isHidden('adversarial-training:steps=2', 'fgsm')).toBe(false)
    expect(isHidden('adversarial-regularization', 'fgsm')).toBe(false)
    expect(isHidden('cross-entropy', 'fgsm')).toBe(false)
  })
})
