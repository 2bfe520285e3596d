import { describe, expect, it } from 'vitest'
import {
  checksInWords,
  checkUnderWay,
  parseMethod,
  verdictOfChecks,
  type RobustnessCheck,
} from '../../src-main/contract/index.ts'

const check = (title: string, verdict: RobustnessCheck['verdict']): RobustnessCheck => ({
  ...{ id: title, title, verdict },
  reason: '',
})

describe('the checks of an evaluation together', () => {
  it.each<[string, RobustnessCheck['verdict'][], RobustnessCheck['verdict'], string]>([
    ['all passed', ['passed', 'passed'], 'passed', '2 of 2 checks passed'],
    ['some could not be run', ['passed', 'not-run'], 'passed', '1 of 2 checks passed, 1 not run'],
    ['one is suspicious', ['passed', 'suspicious', 'not-run'], 'suspicious', 'suspicious: b (1 of 3 checks)'],
    ['several are', ['suspicious', 'suspicious'], 'suspicious', 'suspicious: a, b (2 of 2 checks)'],
    ['none could be run', ['not-run'], 'not-run', 'not checked'],
    ['there are none', [], 'not-run', 'not checked'],
  ])('%s', (_name, verdicts, together, words) => {
    const checks = verdicts.map((verdict, at) => check('abc'[at] ?? '', verdict))
    expect([verdictOfChecks(checks), checksInWords(checks)]).toEqual([together, words])
  })
})

describe('the check that is under way', () => {
  const at = (done: number, note: string) =>
    checkUnderWay(
      { subject: '1', kind: 'evaluate', done, total: 500, rate: null, note },
      { condition: parseMethod('fgsm:epsilon=2/255') },
    )

  it('is what the engine notes once all images are predicted, and not the condition that it notes before', () => {
    expect([at(128, 'fgsm'), at(500, 'fgsm'), at(500, '')]).toEqual([null, null, null])
    expect(at(500, 'check 3 of 8: Gradients are not zero')).toBe('check 3 of 8: Gradients are not zero')
  })
})
