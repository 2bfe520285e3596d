import { describe, expect, it, vi } from 'vitest'
import { effectScope, shallowRef } from 'vue'
import { AppError, type MethodChoice } from '../../../../src-main/contract/index.ts'
import {
  usePerturbation,
  type PerturbSubject,
} from '../../../../src-renderer/components/perturbation/use-perturbation.ts'
import { readStrength, type Strength } from '../../../../src-renderer/lib/perturbation/strength.ts'
import { catalog } from '../../support/samples.ts'
import { settled, withStores } from '../../support/with-stores.ts'

const prediction = { image: 4, truth: 0, predicted: 1, confidence: 0.6, margin: -1, loss: 2, top5: [] }
const perturbation = { linf: 0, l2: 0, changed: 0 }
const bytes = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer)

interface Asked {
  readonly task: string
  readonly attack: MethodChoice
}

/** The slider of an image; every question for a point waits until it is answered here. */
function open({ attack = 'fgsm:epsilon=2/255', passes = 1 } = {}) {
  const { host, app } = withStores({ 'tasks.cancel': null })
  const waiting: { epsilon: number; answer(): Promise<void> }[] = []
  const pointOf = (value: number) => ({
    shape: [1, 1, 1],
    pixels: bytes(value),
    prediction,
    loss: 2,
    perturbation,
    passes,
  })
  host.answer('perturbations.image', (input) => {
    const epsilon = Number((input as Asked).attack.params['epsilon'])
    return new Promise((resolve) => {
      waiting.push({
        epsilon: Math.round(epsilon * 255 * 100) / 100,
        async answer() {
          resolve(pointOf(epsilon))
          for (let i = 0; i < 4; i++) await settled()
        },
      })
    })
  })
  host.answer('perturbations.line', () => ({ norm: 'infinity', epsilons: [], logits: bytes(), isFlat: false }))
  host.answer('perturbations.flip', () => ({ epsilon: 0.01, tolerance: 0, maxEpsilon: 1 }))
  host.answer('perturbations.replay', () => ({
    shape: [1, 1, 1],
    steps: [0, 1, 2].map((step) => ({ step, prediction, loss: step, perturbation })),
    pixels: bytes(0.1, 0.2, 0.3),
  }))
  const strength = readStrength(catalog, attack) as Strength
  const subject = shallowRef<PerturbSubject | null>({
    ...{ evaluation: '7', image: 4, strength, label: 0, max: 16 / 255, method: null, target: 'predicted' },
  })
  const epsilon = shallowRef(2 / 255)
  const scope = effectScope()
  const seen = app.runWithContext(() =>
    scope.run(() =>
      usePerturbation(
        () => subject.value,
        () => epsilon.value,
      ),
    ),
  )
  if (!seen) throw new Error('The scope is active.')
  const drag = (k: number): void => {
    epsilon.value = k / 255
    seen.move()
  }
  const release = (k: number): void => {
    epsilon.value = k / 255
    seen.settle()
  }
  const shown = (): number | undefined => {
    const value = seen.point.value?.image.values[0]
    return value === undefined ? undefined : Math.round(value * 255 * 100) / 100
  }
  return { host, scope, subject, epsilon, seen, waiting, drag, release, shown }
}

describe('a slider of epsilon', () => {
  it('shows every quick answer while it is dragged, and skips the places that it has left', async () => {
    const { waiting, drag, shown, seen, scope } = open()
    await waiting[0]?.answer()
    expect(shown()).toBe(2)
    for (const k of [3, 4, 5]) drag(k)
    expect(waiting.map(({ epsilon }) => epsilon)).toEqual([2, 3])
    expect(seen.isOld.value).toBe(true)
    await waiting[1]?.answer()
    expect(shown()).toBe(3)
    expect(waiting.map(({ epsilon }) => epsilon)).toEqual([2, 3, 5])
    await waiting[2]?.answer()
    expect([shown(), seen.isOld.value, waiting.length]).toEqual([5, false, 3])
    scope.stop()
  })

  it('asks a slow attack where it is released, and gives up what it asked before', async () => {
    const { host, waiting, drag, release, shown, scope } = open({ attack: 'pgd:epsilon=2/255', passes: 10 })
    await waiting[0]?.answer()
    for (const k of [3, 4]) drag(k)
    expect(waiting).toHaveLength(1)
    release(4)
    release(6)
    await settled()
    expect(waiting.map(({ epsilon }) => epsilon)).toEqual([2, 4, 6])
    expect(host.calls.filter((path) => path === 'tasks.cancel')).toHaveLength(1)
    await waiting[1]?.answer()
    expect(shown()).toBe(2)
    await waiting[2]?.answer()
    expect(shown()).toBe(6)
    scope.stop()
  })

  it('asks for line and flip point once an attack, and shows nothing of another image', async () => {
    const { host, waiting, subject, drag, seen, shown, scope } = open()
    await waiting[0]?.answer()
    drag(3)
    await waiting[1]?.answer()
    const asked = (path: string): number => host.calls.filter((call) => call === path).length
    expect([asked('perturbations.line'), asked('perturbations.flip')]).toEqual([1, 1])
    expect(seen.flip.value?.epsilon).toBe(0.01)
    subject.value = subject.value && { ...subject.value, image: 5 }
    expect([shown(), seen.line.value, seen.flip.value]).toEqual([undefined, null, null])
    await settled()
    expect(asked('perturbations.line')).toBe(2)
    scope.stop()
  })

  it('looks for the flip point of a long attack where that is asked for', async () => {
    const { host, waiting, seen, scope } = open({ attack: 'square', passes: 5000 })
    await waiting[0]?.answer()
    expect(host.calls).not.toContain('perturbations.flip')
    seen.findFlip()
    for (let i = 0; i < 4; i++) await settled()
    expect(seen.flip.value?.epsilon).toBe(0.01)
    scope.stop()
  })

  it('gives up the map of where it was when it moves on', async () => {
    const { host, waiting, subject, drag, scope } = open()
    const cancelled: string[] = []
    const explained: string[] = []
    host.answer('tasks.cancel', (input) => void cancelled.push((input as { task: string }).task))
    host.answer('perturbations.explain', (input) => {
      explained.push((input as { task: string }).task)
      return new Promise(() => {})
    })
    subject.value = subject.value && { ...subject.value, method: { id: 'gradient', params: {} } }
    await waiting[0]?.answer()
    await vi.waitFor(() => expect(explained).toHaveLength(1))
    expect(cancelled).toEqual([])
    drag(3)
    expect(cancelled).toEqual(explained)
    await waiting[1]?.answer()
    await vi.waitFor(() => expect(explained).toHaveLength(2))
    scope.stop()
  })

  it('asks nothing while the viewer is closed', async () => {
    const { host, subject, scope } = open()
    subject.value = null
    await settled()
    const before = host.calls.length
    await settled()
    expect(host.calls.length).toBe(before)
    scope.stop()
  })

  it('shows the steps of a replay in the place of its own image, until it ends', async () => {
    const { waiting, seen, scope } = open()
    await waiting[0]?.answer()
    seen.replay()
    for (let i = 0; i < 4; i++) await settled()
    expect(seen.steps.value?.map(({ step }) => step)).toEqual([0, 1, 2])
    expect(seen.step.value).toBe(2)
    seen.step.value = 1
    expect(seen.point.value?.image.values[0]).toBeCloseTo(0.2, 6)
    expect(seen.point.value?.loss).toBe(1)
    seen.endReplay()
    expect(seen.steps.value).toBeNull()
    expect(seen.point.value?.loss).toBe(2)
    scope.stop()
  })

  it('says why there is no answer, and asks again', async () => {
    const { host, seen, scope } = open()
    host.answer('perturbations.line', () => {
      throw new AppError('engine-crashed', 'The engine ended without a word.')
    })
    seen.retry()
    for (let i = 0; i < 4; i++) await settled()
    expect(seen.error.value?.message).toContain('The engine ended')
    scope.stop()
  })
})
