import { describe, expect, it } from 'vitest'
import { createReporter } from '../../../src-main/cli/client/reporter.ts'
import { createOutput } from '../../../src-main/cli/terminal/output.ts'
import { Evaluation, parseMethod, type Progress } from '../../../src-main/contract/index.ts'
import { catalog } from '../../../src-main/core/catalog.ts'

const evaluation = Evaluation.parse({
  ...{ id: '7', run: 'base', checkpoint: 1, split: 'validation', condition: parseMethod('fgsm'), state: 'running' },
  ...{ reason: null, n: 0, correct: null, correctTop5: null, meanLoss: null, seconds: null, checks: [], createdAt: 0 },
})

/** What stands at the bottom of a terminal after these. */
function barAfter(...steps: readonly Partial<Progress>[]): string {
  const written: string[] = []
  const stdout = { isTTY: true, columns: 200, write: (text: string) => written.push(text) }
  const reporter = createReporter(
    createOutput({ isJson: false, stdout, stderr: stdout, env: { NO_COLOR: '1' } }),
    catalog,
  )
  reporter.report({ type: 'evaluation', evaluation })
  for (const step of steps) {
    const progress: Progress = {
      subject: '7',
      kind: 'evaluate',
      done: 0,
      total: 500,
      rate: null,
      note: 'fgsm',
      ...step,
    }
    reporter.report({ type: 'progress', progress })
  }
  reporter.stop()
  return written.findLast((text) => text.includes('%')) ?? ''
}

describe('the bar of an evaluation', () => {
  it('tells which check it is at once its images are through, and no time that is left', () => {
    expect(barAfter({ done: 250 })).toMatch(/50 % · base: fgsm · /)
    expect(barAfter({ done: 250 }, { done: 500 }, { done: 500, note: 'check 3 of 8: Gradients are not zero' })).toMatch(
      /100 % · base: fgsm, check 3 of 8: Gradients are not zero · – left/,
    )
  })
})

it('tells a suspicion that several conditions of a run share once', () => {
  const printed: string[] = []
  const stdout = { write: (text: string) => printed.push(text) }
  const reporter = createReporter(createOutput({ isJson: false, stdout, stderr: stdout, env: {} }), catalog)
  const checks = [{ id: 'zero', title: 'Gradients are not zero', verdict: 'suspicious', reason: 'They are.' }]
  const ended = { state: 'done', n: 10, correct: 5, checks }
  for (const [id, condition] of [
    ['7', 'fgsm'],
    ['8', 'pgd'],
  ] as const) {
    const base = { ...evaluation, id, condition: parseMethod(condition) }
    reporter.report({ type: 'evaluation', evaluation: Evaluation.parse({ ...base, ...ended }) })
  }
  reporter.stop()
  expect(printed.join('').split('They are.')).toHaveLength(2)
  expect(printed.join('')).toContain('pgd: 50.0')
})
