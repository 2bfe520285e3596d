import { describe, expect, it } from 'vitest'
import { parseMethod, type Checkpoint, type Run } from '../../../../src-main/contract/index.ts'
import {
  conditionTitle,
  evaluationsOfLast,
  maxoutRuns,
  publishedError,
} from '../../../../src-renderer/components/maxout-figure/maxout-runs.ts'
import { anEvaluation, aRun } from '../../support/samples.ts'

const run = (
  id: string,
  objective: string,
  more: { epochs?: number; architecture?: string; createdAt?: number } = {},
): Run => {
  const { epochs = 60, architecture = 'maxout', createdAt = 0 } = more
  const base = aRun({ id, name: id, createdAt })
  const config = { ...base.config, epochs, architecture: parseMethod(architecture), objective: parseMethod(objective) }
  return { ...base, config }
}
const mixture = 'adversarial-mixture:epsilon=0.25'
const chosen = (runs: Run[], selected: string[] = []) =>
  maxoutRuns(runs, selected, () => []).map(({ model, run: { id } }) => `${model} ${id}`)

describe('the runs of the maxout figure', () => {
  it('are the newest pair of one length, selected ones first, of maxout networks alone', () => {
    const runs = [
      run('old', 'cross-entropy', { createdAt: 1 }),
      run('new', 'cross-entropy', { createdAt: 2 }),
      run('short', 'cross-entropy', { createdAt: 3, epochs: 5 }),
      run('trained', mixture, { createdAt: 2 }),
      run('cnn', mixture, { createdAt: 9, architecture: 'small-cnn' }),
    ]
    expect(chosen(runs)).toEqual(['plain new', 'adversarial trained'])
    expect(chosen(runs, ['old'])).toEqual(['plain old', 'adversarial trained'])
    expect(chosen(runs.slice(0, 1))).toEqual(['plain old'])
    expect(chosen([])).toEqual([])
  })

  it('are a pair that was evaluated before a newer one that was not, at the paper’s ε alone', () => {
    const runs = [
      ...['cross-entropy', mixture].map((objective, i) => run(`done ${i}`, objective, { createdAt: 1, epochs: 12 })),
      ...['cross-entropy', mixture].map((objective, i) => run(`new ${i}`, objective, { createdAt: 2 })),
      run('weak', 'adversarial-mixture:epsilon=0.1', { createdAt: 3 }),
    ]
    const evaluated = [
      anEvaluation({ id: '1' }),
      anEvaluation({ id: '2', condition: parseMethod('fgsm:epsilon=0.25,clip=false') }),
    ]
    const found = maxoutRuns(runs, [], (id) => (id.startsWith('done') ? evaluated : []))
    expect(found.map(({ run: { id } }) => id)).toEqual(['done 0', 'done 1'])
    expect(chosen(runs)).toEqual(['plain new 0', 'adversarial new 1'])
    expect(chosen(runs.slice(4))).toEqual([])
  })

  it('are judged by their last checkpoint', () => {
    const checkpoints = [
      { id: 7, kind: 'best-clean' },
      { id: 9, kind: 'last' },
    ] as Checkpoint[]
    const evaluations = [anEvaluation({ id: 'best', checkpoint: 7 }), anEvaluation({ id: 'last', checkpoint: 9 })]
    expect(evaluationsOfLast(evaluations, checkpoints).map(({ id }) => id)).toEqual(['last'])
    expect(evaluationsOfLast(evaluations, [])).toEqual([])
  })

  it('say how many steps of PGD were evaluated', () => {
    const evaluations = [anEvaluation({ condition: parseMethod('pgd:epsilon=0.25,stepSize=0.025,steps=20') })]
    const found = maxoutRuns([run('plain', 'cross-entropy')], [], () => evaluations)
    expect(conditionTitle('pgd', found)).toBe('PGD-20, pixels stay in [0, 1]')
    expect(conditionTitle('pgd', [])).toBe('PGD, pixels stay in [0, 1]')
  })

  it('come with their newest finished evaluation under each condition of the paper, and PGD', () => {
    const evaluations = [
      anEvaluation({ id: '1' }),
      anEvaluation({ id: '2', condition: parseMethod('fgsm:epsilon=0.25,clip=false') }),
      anEvaluation({ id: '3', condition: parseMethod('fgsm:epsilon=0.25,clip=false') }),
      anEvaluation({ id: '4', condition: parseMethod('fgsm:epsilon=0.25,clip=true') }),
      anEvaluation({ id: '5', condition: parseMethod('fgsm:epsilon=0.1,clip=false') }),
      anEvaluation({ id: '6', condition: parseMethod('pgd:epsilon=0.25'), state: 'running' }),
    ]
    const [found] = maxoutRuns([run('plain', 'cross-entropy')], [], () => evaluations)
    expect(Object.entries(found?.evaluations ?? {}).map(([kind, { id }]) => [kind, id])).toEqual([
      ['clean', '1'],
      ['fgsm', '3'],
      ['fgsm in range', '4'],
    ])
  })

  it('have the paper’s errors beside them where it gives any', () => {
    expect(publishedError('plain', 'fgsm')).toBe(0.894)
    expect(publishedError('adversarial', 'fgsm')).toBe(0.179)
    expect(publishedError('adversarial', 'pgd')).toBeNull()
  })
})
