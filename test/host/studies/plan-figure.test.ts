import { describe, expect, it } from 'vitest'
import type { MethodChoice } from '../../../src-main/contract/index.ts'
import { launch, startHost, untilEvaluated } from '../../support/test-host.ts'

const objective = 'adversarial-training:epsilon=4/255,steps=2'
const brief = ({ id, params }: MethodChoice) => [id, params['epsilon']]

describe('planning a study figure', () => {
  it('takes the evaluations of the newest clean checkpoint, under the attack that the experiment trained against', async () => {
    const host = await startHost()
    const { runs } = await host.client.experiments.launch({
      base: { dataset: { id: 'idx' } },
      runs: [{ name: 'base' }, { name: 'robust', objective }],
      conditions: ['clean', 'fgsm:epsilon=2/255', 'training-attack'],
    })
    const evaluations = await untilEvaluated(host, ...runs)
    const figure = await host.client.studies.figure({ runs })
    expect(figure.classes.map(({ word }) => word)).toEqual(['cockroach', 'broom', 'syringe'])
    // Digits have none of these.
    expect(figure.classes.map((place) => place.class)).toEqual([null, null, null])
    expect(figure.maps.map(({ id }) => id)).toEqual(['gradient', 'gradient', 'guided-backpropagation', 'cam'])
    expect(figure.subjects.map(({ run }) => run)).toEqual(runs)
    for (const { run, clean, attacked, attack, checkpoint } of figure.subjects) {
      const own = evaluations.filter((evaluation) => evaluation.run === run)
      expect(own.find(({ id }) => id === clean)?.condition.id).toBe('clean')
      expect(own.find(({ id }) => id === attacked)?.condition).toEqual(attack)
      expect(own.map((evaluation) => evaluation.checkpoint)).toEqual(own.map(() => checkpoint))
      expect(brief(attack)).toEqual(['pgd', 4 / 255])
    }
  })

  it('falls back to FGSM: to one that was evaluated, else to the one to ask for', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['base'], { conditions: ['clean', 'fgsm:epsilon=1/255'] })
    await untilEvaluated(host, ...runs)
    const [subject] = (await host.client.studies.figure({ runs })).subjects
    expect([subject?.attacked === null, brief(subject?.attack as MethodChoice)]).toEqual([false, ['fgsm', 1 / 255]])

    const other = await launch(host, ['alone'])
    await untilEvaluated(host, ...other.runs)
    const [alone] = (await host.client.studies.figure({ runs: other.runs })).subjects
    expect(alone).toMatchObject({ attacked: null, attack: { id: 'fgsm', params: { epsilon: 2 / 255 } } })
  })

  it('tells which run was not evaluated at all', async () => {
    const host = await startHost()
    const { runs } = await launch(host, ['never'], { conditions: [] })
    const [subject] = (await host.client.studies.figure({ runs })).subjects
    expect(subject).toMatchObject({ checkpoint: null, clean: null, attacked: null })
  })
})
