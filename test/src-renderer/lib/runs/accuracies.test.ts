import { describe, expect, it } from 'vitest'
import { robustCondition, runAccuracies } from '../../../../src-renderer/lib/runs/accuracies.ts'
import { parseMethod, type Dataset } from '../../../../src-main/contract/index.ts'
import { aCheck, aRun, anEvaluation, catalog } from '../../support/samples.ts'

const fgsm = parseMethod('fgsm:epsilon=4/255')
const dataset = { counts: { train: 4000, validation: 800 } } as Dataset

describe('accuracies of a run', () => {
  const latest = {
    'train-accuracy': 0.7,
    'validation-accuracy': 0.6,
    'attacked-validation-accuracy': 0.2,
  }
  const running = aRun({ latest, config: { monitor: { attack: 'fgsm:epsilon=4/255' } } })

  it('are the newest points of its curves while it trains, with the epoch and the number of images', () => {
    const { clean, robust, gap } = runAccuracies(running, [], fgsm, catalog, dataset)
    expect(clean).toMatchObject({ value: 0.6, n: 500, epoch: 5 })
    expect(robust).toMatchObject({ value: 0.2, n: 500, epoch: 5, checks: [] })
    expect(gap).toBeCloseTo(0.1)
  })

  it('are the evaluated ones once there are any, whatever the condition looks like', () => {
    const checks = [aCheck('Transfer', 'passed')]
    const evaluations = [
      anEvaluation({ id: '1', correct: 610 }),
      anEvaluation({ id: '2', correct: 250, condition: parseMethod(`fgsm:epsilon=${4 / 255}`), checks }),
    ]
    const { clean, robust } = runAccuracies(running, evaluations, fgsm, catalog, dataset)
    expect(clean).toMatchObject({ value: 0.61, n: 1000, epoch: null })
    expect(robust).toMatchObject({ value: 0.25, n: 1000, epoch: null, checks })
    expect(clean?.checks).toBeUndefined()
  })

  it('claim nothing for an attack that the run was neither watched nor evaluated under', () => {
    const other = parseMethod('fgsm:epsilon=1/255')
    expect(runAccuracies(running, [], other, catalog, dataset).robust).toBeNull()
  })

  it('carry no interval where the number of images is not known', () => {
    expect(runAccuracies(running, [], fgsm, catalog, undefined).clean).toMatchObject({ n: null, interval: null })
  })
})

describe('robustCondition', () => {
  it('is the attack that most runs are watched under, else the one that most were evaluated under', () => {
    const watched = (text: string) => aRun({ config: { monitor: { attack: text } } })
    const runs = [watched('fgsm:epsilon=1/255'), watched('fgsm:epsilon=4/255'), watched(`fgsm:epsilon=${4 / 255}`)]
    expect(robustCondition(catalog, runs, [])).toEqual(fgsm)

    const evaluations = [anEvaluation(), anEvaluation({ id: '2', condition: fgsm })]
    expect(robustCondition(catalog, [aRun()], evaluations)).toEqual(fgsm)
    expect(robustCondition(catalog, [aRun()], [anEvaluation()])).toBeNull()
  })
})
