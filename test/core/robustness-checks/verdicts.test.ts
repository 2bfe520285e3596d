import { describe, expect, it } from 'vitest'
import { parseMethod } from '../../../src-main/contract/method.ts'
import { cancelled } from '../../../src-main/contract/wire.ts'
import { robustnessChecks } from '../../../src-main/core/robustness-checks/index.ts'
import { runChecks } from '../../../src-main/core/robustness-checks/run-checks.ts'
import type { Sample } from '../../../src-main/core/robustness-checks/sample.ts'

const size = 100
/** The first so many images are right. */
const right = (count: number): boolean[] => Array.from({ length: size }, (_, image) => image < count)

interface Counts {
  readonly clean?: number
  readonly evaluated?: number
  readonly single?: number
  readonly reference?: number
  readonly doubled?: number
  readonly large?: number
  /** Of the class that grey is taken for. */
  readonly grey?: number
  /** Of those that stand, how many Square leaves. */
  readonly squareLeaves?: (standing: number) => number
  readonly transferred?: number
  readonly size?: number
}

/** A model of which only counts are known: right under a single step, under PGD-20, and so on. */
function sampleOf(attack: string, counts: Counts): Sample {
  const known = { clean: 80, evaluated: 20, single: 30, reference: 20, doubled: 19, large: 0, grey: 0, transferred: 50 }
  const all = { ...known, squareLeaves: (standing: number) => standing, ...counts }
  return {
    attack: parseMethod(attack),
    size: counts.size ?? size,
    valuesPerImage: 12,
    evaluated: right(all.evaluated).slice(0, counts.size ?? size),
    surrogate: 'another',
    async right({ params }) {
      if (params['epsilon'] === 0.5) return right(all.large)
      const steps = params['steps']
      return right(steps === 1 ? all.single : steps === 20 ? all.reference : all.doubled)
    },
    rightAmong: async (places) => places.map((_, i) => i < all.squareLeaves(places.length)),
    rightWhenTransferred: async () => right(all.transferred),
    repeatedLogits: async () => ({ difference: 0, largest: 1 }),
    // Of the images that are right first.
    ofGrey: async () => right(all.grey),
    cleanGradients: async () => right(all.clean).map((isRight) => ({ isRight, isZero: false })),
  }
}

async function verdictsOf(attack: string, counts: Counts = {}) {
  const reach = { distance: 0, low: 0, high: 1 }
  const outcomes = await runChecks({ reach, sample: sampleOf(attack, counts), tell: () => undefined })
  const of = (id: string) => outcomes.find((outcome) => outcome.id === id)
  return { of, suspicious: outcomes.filter(({ verdict }) => verdict === 'suspicious').map(({ id }) => id) }
}

const pgd20 = 'pgd:epsilon=8/255,steps=20'

describe('verdicts', () => {
  it('pass an honest PGD, and a tolerance of one image in fifty', async () => {
    expect((await verdictsOf(pgd20)).suspicious).toEqual([])
    expect((await verdictsOf(pgd20, { reference: 32, evaluated: 32, doubled: 34 })).suspicious).toEqual([])
  })

  it('find PGD weaker than a single step', async () => {
    const { suspicious, of } = await verdictsOf(pgd20, { single: 10, reference: 20 })
    expect(suspicious).toEqual(['iterative-against-single'])
    expect(of('iterative-against-single')?.reason).toContain('many steps are weaker than one')
  })

  it('find images that stand at large epsilon, but those of the class that grey is taken for', async () => {
    expect((await verdictsOf(pgd20, { large: 25 })).suspicious).toEqual(['large-epsilon'])
    const ofGrey = await verdictsOf(pgd20, { large: 25, grey: 40 })
    expect(ofGrey.suspicious).toEqual([])
    expect(ofGrey.of('large-epsilon')?.reason).toContain('of the class that the model takes plain grey for')
    // A model that says the same of every image is right about nothing else.
    expect((await verdictsOf(pgd20, { large: 25, grey: 80 })).suspicious).toEqual(['large-epsilon'])
    expect((await verdictsOf(pgd20, { large: 50, grey: 40 })).suspicious).toEqual(['large-epsilon'])
  })

  it('find the evaluated attack weaker than a single step', async () => {
    const { suspicious, of } = await verdictsOf('apgd-dlr:epsilon=8/255', { evaluated: 40 })
    expect(suspicious).toEqual(['iterative-against-single'])
    expect(of('iterative-against-single')?.reason).toContain('but 40 under the evaluated attack')
  })

  it('find a model that resists a single step alone, and leave other models to their FGSM', async () => {
    const collapsed = await verdictsOf('fgsm:epsilon=8/255', { evaluated: 70, single: 70, reference: 2, doubled: 1 })
    expect(collapsed.suspicious).toEqual(['iterative-against-single'])
    expect(collapsed.of('iterative-against-single')?.reason).toContain('catastrophic overfitting')
    expect((await verdictsOf('fgsm:epsilon=8/255', { evaluated: 30, reference: 1, doubled: 1 })).suspicious).toEqual([])
  })

  it('find more steps weaker, and an attack that has not converged', async () => {
    const weaker = await verdictsOf(pgd20, { doubled: 24 })
    expect(weaker.suspicious).toEqual(['more-steps'])
    expect(weaker.of('more-steps')?.reason).toContain('more steps are weaker')
    const open = await verdictsOf(pgd20, { doubled: 14 })
    expect(open.of('more-steps')?.reason).toContain('it has not converged')
    expect((await verdictsOf(pgd20, { doubled: 15 })).suspicious).toEqual([])
  })

  it('find what still is right at large epsilon', async () => {
    expect((await verdictsOf(pgd20, { large: 2 })).suspicious).toEqual([])
    expect((await verdictsOf(pgd20, { large: 3 })).suspicious).toEqual(['large-epsilon'])
  })

  it('find a Square, and a transfer, that are stronger', async () => {
    expect((await verdictsOf(pgd20, { squareLeaves: (standing) => standing - 3 })).suspicious).toEqual(['black-box'])
    expect((await verdictsOf(pgd20, { transferred: 16 })).suspicious).toEqual(['transfer'])
  })

  it.each(['square:epsilon=8/255', 'autoattack:epsilon=8/255'])(
    'hold Square against gradients alone where %s has found the images already',
    async (attack) => {
      const { suspicious } = await verdictsOf(attack, {
        ...{ evaluated: 2, single: 70, reference: 70, doubled: 70, squareLeaves: () => 2, transferred: 100 },
      })
      expect(suspicious).toContain('black-box')
    },
  )

  it('are none of so few images that a count says nothing', async () => {
    const { of } = await verdictsOf(pgd20, { size: 19, single: 1, reference: 19, doubled: 19 })
    expect(of('iterative-against-single')).toMatchObject({
      verdict: 'not-run',
      reason: '19 images are too few to count: it takes 20.',
    })
  })

  it('are as many as there are checks where one fails, and end where they are interrupted', async () => {
    const sample = { ...sampleOf(pgd20, {}), rightWhenTransferred: () => Promise.reject(new Error('No such file.')) }
    const reach = { distance: 0, low: 0, high: 1 }
    const outcomes = await runChecks({ reach, sample, tell: () => undefined })
    expect(outcomes).toHaveLength(robustnessChecks.length)
    expect(outcomes.at(-1)).toEqual({
      id: 'transfer',
      verdict: 'not-run',
      reason: 'It could not be run: No such file.',
    })
    const stopped = { ...sample, cleanGradients: () => Promise.reject(cancelled()) }
    await expect(runChecks({ reach, sample: stopped, tell: () => undefined })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })

  it('find values that left the pixel range, unless the attack may', async () => {
    const told = async (attack: string) => {
      const reach = { distance: 8 / 255, low: -0.01, high: 1.02 }
      const [first] = await runChecks({
        reach,
        sample: sampleOf(attack, {}),
        tell: () => undefined,
      })
      return first?.verdict
    }
    expect(await told(pgd20)).toBe('suspicious')
    expect(await told('fgsm:epsilon=8/255,clip=false')).toBe('passed')
  })
})
