import { describe, expect, it } from 'vitest'
import { parseMethod, planFile } from '../../../../src-main/contract/index.ts'
import {
  conditionLines,
  progressWords,
  readConditionLines,
  readPlanFile,
} from '../../../../src-renderer/lib/plans/plan-text.ts'
import { catalog } from '../../support/samples.ts'

const plan = {
  ...{ id: 'x', isShipped: false, title: 'Mine', summary: '', split: 'validation' as const, images: null },
  conditions: [parseMethod('clean'), parseMethod('fgsm:epsilon=2/255')],
}

describe('a plan as text', () => {
  it('comes back from its lines', () => {
    expect(conditionLines(plan.conditions, catalog)).toBe('clean\nfgsm:epsilon=2/255')
    expect(readConditionLines(' clean \n\nfgsm:epsilon=2/255\n')).toEqual(plan.conditions)
    expect(() => readConditionLines('fog severity')).toThrow('Expected "id:param=value')
  })

  it('comes back from its file, and another file is refused', () => {
    const { id: _id, isShipped: _isShipped, ...content } = plan
    expect(readPlanFile(planFile(plan))).toEqual(content)
    expect(() => readPlanFile('{"title": "No conditions"}')).toThrow('The file holds no plan: conditions')
    expect(() => readPlanFile('nonsense')).toThrow('The file holds no plan')
  })

  it('says how far it is', () => {
    const progress = { total: 168, done: 97, waiting: 60, failed: 1, evaluations: [], leftOut: [] }
    expect(progressWords({ ...progress, secondsLeft: 3600 })).toMatch(/^97 of 168 done, 1 failed, about 1 h.* left$/)
    expect(progressWords({ ...progress, failed: 0, secondsLeft: null })).toBe('97 of 168 done')
  })
})
