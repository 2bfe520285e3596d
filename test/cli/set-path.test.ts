import { describe, expect, it } from 'vitest'
import type { ExperimentConfigInput } from '../../src-main/contract/run-config.ts'
import { setPath } from '../../src-main/cli/config/set-path.ts'
import { UsageError } from '../../src-main/cli/usage-error.ts'
import { catalog } from '../../src-main/core/catalog.ts'

const experiment: ExperimentConfigInput = {
  name: 'pair',
  base: { dataset: { id: 'shapes' }, epochs: 2, augmentations: ['random-flip', { id: 'random-crop', params: {} }] },
  runs: [
    { name: 'base', objective: 'cross-entropy' },
    { name: 'adversarial', objective: 'adversarial-regularization:multiplier=1', epochs: 5 },
  ],
}
const set = (...assignments: string[]): ExperimentConfigInput =>
  assignments.reduce((config, assignment) => setPath(config, assignment, catalog), experiment)

function refusal(assignment: string): UsageError {
  try {
    set(assignment)
  } catch (error) {
    if (error instanceof UsageError) return error
    throw error
  }
  throw new Error(`"${assignment}" was accepted.`)
}

describe('setPath', () => {
  it('changes what the runs share and what a run has of its own', () => {
    const { base, runs } = set('epochs=3')
    expect(base).toMatchObject({ epochs: 3 })
    expect(runs.map((run) => run['epochs'])).toEqual([undefined, 3])
  })

  it('changes how the experiment is evaluated', () => {
    expect(set('evaluationImages=40')).toMatchObject({ evaluationImages: 40, base: { epochs: 2 } })
    expect(refusal('evaluationimages=40').hint).toContain('evaluationImages')
  })

  it('takes a path as the file writes it, below "base"', () => {
    expect(set('base.epochs=3')).toEqual(set('epochs=3'))
    expect(refusal('base.optimiser=sgd').hint).toContain('optimizer')
  })

  it('reads JSON, and text where it is none', () => {
    expect(set('conditions=["clean"]').conditions).toEqual(['clean'])
    expect(set('objective=cross-entropy').runs.map((run) => run['objective'])).toEqual([
      'cross-entropy',
      'cross-entropy',
    ])
    expect(set('earlyStopping=null').base).toMatchObject({ earlyStopping: null })
    const named = set('name=another')
    expect([named.name, ...named.runs.map(({ name }) => name)]).toEqual([
      'another',
      'another, base',
      'another, adversarial',
    ])
  })

  it('changes a parameter only in the methods that have it', () => {
    const { base, runs } = set('objective.params.multiplier=0.5')
    expect(runs[0]).toMatchObject({ objective: 'cross-entropy' })
    expect(runs[1]).toMatchObject({ objective: { id: 'adversarial-regularization', params: { multiplier: 0.5 } } })
    expect(base).not.toHaveProperty('objective')
  })

  it('starts from the default method where none is named', () => {
    expect(set('optimizer.params.learningRate=0.1').base).toMatchObject({
      optimizer: { id: 'sgd', params: { learningRate: 0.1 } },
    })
  })

  it('keeps the rest of a dataset, a list and a nested object', () => {
    const { base } = set(
      'dataset.params.size=16',
      'dataset.imported=abc',
      'augmentations.1.params.padding=2',
      'monitor.attack=fgsm',
    )
    expect(base).toMatchObject({
      dataset: { id: 'shapes', params: { size: 16 }, imported: 'abc' },
      augmentations: ['random-flip', { id: 'random-crop', params: { padding: 2 } }],
      monitor: { attack: 'fgsm' },
    })
    expect(set('dataset=shapes:size=16').base).toMatchObject({ dataset: { id: 'shapes', params: { size: 16 } } })
  })

  it('takes weights as text, also where a hash looks like a number', () => {
    expect(set('initialWeights=12345678').base).toMatchObject({ initialWeights: '12345678' })
    expect(set('initialWeights=12e4').base).toMatchObject({ initialWeights: '12e4' })
    expect(set('initialWeights=none').base).toMatchObject({ initialWeights: null })
  })

  it('leaves what it was given as it was', () => {
    const before = structuredClone(experiment)
    set('epochs=9', 'objective.params.multiplier=3')
    expect(experiment).toEqual(before)
  })

  it.each([
    ['epcohs=3', 'epochs'],
    ['objective.params.multiplir=0.5', 'multiplier'],
    ['objective.parms.multiplier=0.5', 'objective.params.multiplier'],
  ])('refuses %s and names the nearest valid setting', (assignment, nearest) => {
    expect(refusal(assignment).hint).toContain(`Did you mean "${nearest}"?`)
  })

  it('refuses what is no assignment', () => {
    expect(refusal('epochs').message).toBe('--set expects path=value: got "epochs".')
  })
})
