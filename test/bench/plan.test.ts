import { describe, expect, it } from 'vitest'
import { readArguments } from '../../src-main/bench/arguments.ts'
import { planOf, type ArchitecturePlan } from '../../src-main/bench/plan.ts'

const plan = (...words: string[]): ArchitecturePlan[] =>
  planOf(readArguments(['--architectures=mobilenet-v2,densenet', ...words]))
const measured = (...words: string[]): (readonly string[])[] => plan(...words).map((each) => each.measurements)

describe('planOf', () => {
  it('measures ourselves alone unless peers are asked for, slow and rare works of the first architecture', () => {
    const [first, second] = measured()
    expect(first).toEqual([
      'clean',
      'adversarial',
      'pgd',
      'deterministic',
      'bfloat16',
      'inference',
      'attack',
      'saliency',
      'epoch',
      'click',
      'start',
      'sheet',
      'predictions',
      'import',
      'corruptions',
    ])
    expect(second).toEqual(['clean', 'adversarial', 'pgd', 'inference', 'saliency', 'epoch', 'start'])
  })

  it('takes each peer in turn with what it is compared with', () => {
    const [first, second] = measured(
      '--works=clean-step,adversarial-step',
      '--against-stock',
      '--against-python=python3',
    )
    expect(first).toEqual(['clean', 'keras-fit', 'stock-fit', 'torch-fit', 'adversarial', 'nsl-fit'])
    expect(second).toEqual(['clean', 'keras-fit', 'stock-fit', 'torch-fit', 'adversarial'])
  })

  it('measures what a figure is compared with, though its own line was not asked for', () => {
    expect(measured('--works=adversarial-cost')[0]).toEqual(['clean', 'adversarial'])
  })

  it('is brief or thorough about all but the first architecture', () => {
    const brief = plan('--brief', '--against-python=python3')[1]
    expect(brief?.measurements).toEqual(['clean', 'keras-fit', 'torch-fit'])
    expect(brief?.works.map(({ id }) => id)).toEqual(['clean-step', 'memory', 'javascript', 'leaks'])
    const thorough = measured('--thorough', '--against-python=python3')[1]
    expect(thorough).toEqual(expect.arrayContaining(['nsl-fit', 'nsl-pgd', 'keras-epoch', 'deterministic']))
    expect(thorough).not.toContain('import')
    expect(thorough).not.toContain('authors-corruptions')
  })
})
