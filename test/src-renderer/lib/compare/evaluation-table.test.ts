import { describe, expect, it } from 'vitest'
import { parseMethod, type Checkpoint, type Progress } from '../../../../src-main/contract/index.ts'
import { evaluationRows, evaluationTable, progressText } from '../../../../src-renderer/lib/compare/evaluation-table.ts'
import { aCheck, anEvaluation, catalog } from '../../support/samples.ts'

const checkpoint = { id: 1, run: 'base', kind: 'last', step: 100, epoch: 10 } as Checkpoint
const step: Progress = { subject: '2', kind: 'evaluate', done: 5, total: 10, rate: null, note: '' }
const rows = evaluationRows(
  [
    anEvaluation({ condition: parseMethod('fgsm:epsilon=2/255'), checks: [aCheck('Transfer', 'passed')] }),
    anEvaluation({ id: '2', state: 'running', correct: null, correctTop5: null, meanLoss: null, checkpoint: null }),
  ],
  [checkpoint],
  new Map([
    ['1', { ...step, subject: '1' }],
    ['2', step],
  ]),
  catalog,
  [{ family: 'gaussian-noise', by: 'gaussian-noise' }],
)

describe('evaluations of a run', () => {
  it('have their epoch, accuracies with n, and progress only while they are computed', () => {
    expect(rows[0]).toMatchObject({
      epoch: 10,
      accuracy: { value: 0.6, n: 1000 },
      top5: { value: 0.9 },
      progress: null,
    })
    expect(rows[1]).toMatchObject({ epoch: null, accuracy: null, progress: { done: 5, total: 10 } })
  })

  it('tell how many images are through, then which check they are at', () => {
    const evaluation = anEvaluation({ condition: parseMethod('fgsm'), state: 'running' })
    expect(progressText({ ...step, total: 1000, note: 'fgsm' }, evaluation)).toBe('5 of 1,000')
    expect(progressText({ ...step, done: 10, note: 'check 1 of 8: Attack in the ball' }, evaluation)).toBe(
      'check 1 of 8: Attack in the ball',
    )
  })

  it('leave the program with condition, interval and n; what is unknown stays empty', () => {
    const { columns, rows: lines } = evaluationTable(rows)
    const named = lines.map((line) => Object.fromEntries(columns.map((column, at) => [column, line[at]])))
    expect(named[0]).toMatchObject({ parameters: '2/255', split: 'validation', accuracy: 0.6, n: 1000 })
    expect([named[0]?.['checks'], named[1]?.['checks']]).toEqual(['1 of 1 checks passed', ''])
    expect(named[0]?.['low']).toBeCloseTo(0.5693, 3)
    expect(named[1]).toMatchObject({ state: 'running', accuracy: null, n: null })
  })
})
