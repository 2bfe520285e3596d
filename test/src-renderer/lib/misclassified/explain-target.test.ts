import { describe, expect, it } from 'vitest'
import { ExplainTarget } from '../../../../src-main/contract/index.ts'
import { explainedClasses, readTarget, writeTarget } from '../../../../src-renderer/lib/misclassified/explain-target.ts'

const targets: readonly ExplainTarget[] = ['predicted', 'truth-minus-predicted', { class: 3 }, { class: 0, against: 2 }]

describe('whose logit is explained', () => {
  it('survives the way into the address, and the contract', () => {
    expect(targets.map((target) => readTarget(writeTarget(target)))).toEqual(targets)
    expect(targets.map((target) => ExplainTarget.parse(target))).toEqual(targets)
  })

  it('is always a target, whatever the address holds', () => {
    expect(['x', '-4', '2-2', '1.5-x'].map(readTarget)).toEqual([
      { class: 0 },
      { class: 0, against: 4 },
      { class: 2 },
      { class: 1, against: 0 },
    ])
  })

  it('is said in words', () => {
    const words = targets.map((target) =>
      explainedClasses(target, { truth: 0, predicted: 1 }, ['syringe', 'oboe', 'broom']),
    )
    expect(words).toEqual(['"oboe"', '"syringe" over "oboe"', '"class 3"', '"syringe" over "broom"'])
  })
})
