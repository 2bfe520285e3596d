import { describe, expect, it } from 'vitest'
import { checksInWords, verdictOfChecks, type RobustnessCheck } from '../../src-main/contract/index.ts'

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
