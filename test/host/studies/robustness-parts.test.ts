import { describe, expect, it } from 'vitest'
import type { ComparisonRow, RobustnessCheck } from '../../../src-main/contract/index.ts'
import { checkReasons, checksSection, markOf } from '../../../src-main/host/studies/robustness-parts.ts'

const check = (verdict: RobustnessCheck['verdict'], reason = `It is ${verdict}.`): RobustnessCheck => ({
  ...{ id: 'black-box', title: 'Square not stronger', verdict, reason },
})
const row = (name: string, checks: RobustnessCheck[]): ComparisonRow => ({
  ...{
    run: name,
    name,
    condition: 'fgsm',
    evaluation: '1',
    checkpoint: null,
    correct: 1,
    n: 2,
    accuracy: 0.5,
    interval: [0.1, 0.9],
    top5: null,
    seen: [],
  },
  checks,
})
const figures = (...rows: ComparisonRow[]) => ({ runs: [], rows, pairs: [] })

describe('marks of robustness checks', () => {
  it('are amber for one suspicious check among others, and green only where one passed', () => {
    expect(markOf([])).toBeNull()
    expect(markOf([check('passed'), check('suspicious'), check('not-run')])).toBe('suspicious')
    expect(markOf([check('passed'), check('not-run')])).toBe('passed')
    expect(markOf([check('not-run')])).toBe('not-run')
  })

  it('come with every reason that is not good, equal ones once, and with the number of all', () => {
    const [words, list] = checkReasons(
      figures(row('one', [check('passed'), check('suspicious')]), row('two', [check('suspicious'), check('not-run')])),
    )
    expect(words).toMatchObject({ text: expect.stringContaining('Of 4 checks 1 passed, 2 are suspicious') as string })
    expect(list).toEqual({
      kind: 'list',
      items: [
        '⚠ Square not stronger: It is suspicious. (one, fgsm; two, fgsm)',
        '○ Square not stronger: It is not-run. (two, fgsm)',
      ],
    })
  })

  it('say nothing where nothing was checked', () => {
    expect(checkReasons(figures(row('one', [])))).toEqual([])
    expect(checksSection(figures(row('one', [])))).toEqual([])
  })

  it('keep the reasons of those that passed for the whole page', () => {
    const [section] = checksSection(figures(row('one', [check('passed')])))
    expect(section).toMatchObject({
      isDetail: true,
      blocks: [{ rows: [['one', 'fgsm', { text: 'Square not stronger', mark: 'passed' }, 'It is passed.']] }],
    })
  })
})
