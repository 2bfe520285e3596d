import { describe, expect, it } from 'vitest'
import { parseMethod } from '../../../../src-main/contract/index.ts'
import {
  evaluationChoices,
  nearestEvaluation,
  sameCondition,
} from '../../../../src-renderer/lib/misclassified/evaluation-choice.ts'
import { anEvaluation, catalog } from '../../support/samples.ts'

const fgsm = anEvaluation({ id: 'fgsm', condition: parseMethod('fgsm:epsilon=2/255'), createdAt: 2 })
const clean = anEvaluation({ id: 'clean', createdAt: 1 })
const train = anEvaluation({ id: 'train', split: 'train', createdAt: 3 })
const waiting = anEvaluation({ id: 'waiting', checkpoint: null, state: 'queued', createdAt: 9 })
const all = [clean, fgsm, train, waiting]

describe('choice of an evaluation', () => {
  it('offers the finished conditions of the chosen checkpoint and split', () => {
    const choices = evaluationChoices(all, clean, catalog)
    expect(choices.splits).toEqual(['validation', 'train'])
    expect(choices.checkpoints).toEqual([1])
    expect(choices.conditions.map(({ evaluation, title }) => [evaluation, title])).toEqual([
      ['clean', 'Clean'],
      ['fgsm', expect.stringContaining('2/255')],
    ])
  })

  it('keeps the condition when the run changes, however its parameters are written', () => {
    const wanted = { split: 'train', condition: parseMethod(`fgsm:epsilon=${2 / 255}`), checkpoint: 4 } as const
    expect(nearestEvaluation(all, wanted, catalog)?.id).toBe('fgsm')
    expect(nearestEvaluation([waiting], wanted, catalog)).toBeUndefined()
  })

  it('holds a run only against the same images under the same condition', () => {
    expect(sameCondition([clean, train], fgsm, catalog)).toBeUndefined()
    expect(sameCondition(all, anEvaluation({ split: 'train' }), catalog)?.id).toBe('train')
  })
})
