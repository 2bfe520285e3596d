import { describe, expect, it } from 'vitest'
import { contract, RunConfig, ExperimentConfig } from '../../src-main/contract/index.ts'
import { explainAll, explainInput } from '../../src-main/host/explain-input.ts'
import type { z } from 'zod'

function explain(schema: z.ZodType, input: unknown, where?: string): [string, string | undefined] {
  const { error } = schema.safeParse(input)
  if (!error) throw new Error('The input is valid.')
  const { message, hint, code } = explainInput(schema, input, error, where)
  expect(code).toBe('invalid-input')
  return [message, hint]
}

const dataset = { id: 'shapes' }

describe('explainInput', () => {
  it('names the nearest valid setting, at the top and below', () => {
    expect(explain(RunConfig, { dataset, epochz: 3 })).toEqual([
      'There is no setting "epochz".',
      'Did you mean "epochs"?',
    ])
    expect(explain(RunConfig, { dataset, monitor: { trainImage: 3 } })).toEqual([
      'There is no setting "monitor.trainImage".',
      'Did you mean "trainImages"? Valid: trainImages, validationImages, attack.',
    ])
    expect(explain(RunConfig, { dataset, earlyStopping: { patiense: 3 } }, 'in run 2')).toEqual([
      'There is no setting "earlyStopping.patiense" in run 2.',
      'Did you mean "patience"? Valid: monitor, patience, minChange, restoreBest.',
    ])
    expect(explain(RunConfig, { dataset, optimizer: { id: 'sgd', parms: {} } })[0]).toBe(
      'There is no setting "optimizer.parms".',
    )
    expect(explain(ExperimentConfig, { runs: [{}], condition: ['clean'] })[1]).toContain('Did you mean "conditions"?')
  })

  it('reads no further than a person where thousands of names are wrong', () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`name${i}`, i]))
    const { error } = RunConfig.safeParse({ dataset, monitor: many })
    if (!error) throw new Error('The input is valid.')
    const explained = explainAll(RunConfig, { dataset, monitor: many }, error)
    expect(explained).toHaveLength(50)
    expect(explained[0]?.tell('').message).toBe('There is no setting "monitor.name0".')
  })

  it('says what was expected and what came', () => {
    const messages = [
      { dataset, epochs: 'ten' },
      { dataset, epochs: 0 },
      { dataset, epochs: 1.5 },
      { dataset, name: '' },
      { dataset, weightDecay: 2 },
      { dataset, augmentations: ['random-flip', 7] },
      { dataset, weightDecayScope: 'kernel' },
      { dataset, monitor: { attack: 'fgsm:epsilon' } },
      {},
      null,
    ].map((input) => explain(RunConfig, input)[0])
    expect(messages).toEqual([
      '"epochs" must be a number: got "ten".',
      '"epochs" must be at least 1: got 0.',
      '"epochs" must be a whole number: got 1.5.',
      '"name" must have at least 1 character: got "".',
      '"weightDecay" must be at most 1: got 2.',
      '"augmentations[1]" has none of the forms that are accepted: got 7.',
      '"weightDecayScope" must be one of kernels, all: got "kernel".',
      `"monitor.attack" cannot be read (Expected "param=value" in "fgsm:epsilon": got "epsilon"): got "fgsm:epsilon".`,
      '"dataset" is missing: expected an object.',
      'The input must be an object: got null.',
    ])
  })

  it('shortens long values', () => {
    const [message] = explain(contract.runs.get.input, { id: 'x'.repeat(10_000) })
    expect(message).toMatch(/^"id" must have at most 64 characters: got "x{76}…\.$/)
  })
})
