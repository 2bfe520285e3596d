import { describe, expect, it } from 'vitest'
import { AppError, type TransferMatrix } from '../../../../src-main/contract/index.ts'
import TransferSection from '../../../../src-renderer/components/models-compared/TransferSection.vue'
import { aRun } from '../../support/samples.ts'
import { openSection } from './open-section.ts'

const success = (n: number, fooled: number) => ({
  n,
  fooled,
  rate: n === 0 ? null : fooled / n,
  interval: [0, 1] as [number, number],
})
const matrix = (isComplete: boolean): TransferMatrix => {
  const cell = (fooled: number) => ({ seen: 100, both: success(80, fooled), target: success(90, fooled) })
  return {
    models: ['one', 'other'].map((name, at) => ({
      run: name,
      name,
      checkpoint: at + 1,
      which: at === 0 ? null : 'epoch 3',
    })),
    condition: { id: 'fgsm', params: { epsilon: 2 / 255 } },
    split: 'validation',
    images: 100,
    cells: [
      [cell(72), cell(8)],
      [{ seen: 0, both: success(0, 0), target: success(0, 0) }, cell(60)],
    ],
    isComplete,
  }
}

function open(path: string, answers: Parameters<typeof openSection>[3] = {}) {
  const runs = ['one', 'other'].map((id, color) => aRun({ id, name: id, color }))
  return openSection(TransferSection, { runs, evaluations: [] }, path, {
    'transfers.matrix': () => matrix(false),
    'transfers.compute': () => matrix(true),
    ...answers,
  })
}

describe('the transfer of attacks', () => {
  it('asks nothing before it is opened', async () => {
    const { part, asked, router, rest } = await open('/')
    expect(asked).toEqual([])
    await part.get('button').trigger('click')
    await rest()
    expect(router.currentRoute.value.query).toEqual({ transfer: 'fgsm:epsilon=2/255' })
    expect(asked).toEqual([
      ['transfers.matrix', expect.objectContaining({ models: [{ run: 'one' }, { run: 'other' }], images: 500 })],
    ])
  })

  it('prints success with n and interval, and nothing where nothing is known', async () => {
    const { part } = await open('/?transfer=fgsm')
    const cells = part.findAll('tbody td')
    expect(cells.map((cell) => cell.text().replaceAll(/\s+/g, ' '))).toEqual([
      '90.0 ±90.0n = 80',
      '10.0 ±90.0n = 80',
      '–',
      '75.0 ±75.0n = 80',
    ])
    expect(cells.map((cell) => cell.classes('own'))).toEqual([true, false, false, true])
    expect(cells[1]?.attributes('title')).toBe(
      'Attacked on one, shown to other, epoch 3: 8 fooled, 10.0\u202f% [0.0, 100.0], n = 80 images that both models classify right as they are.',
    )
    expect(cells[2]?.attributes('title')).toBe('Attacked on other, epoch 3, shown to one: not computed.')
    expect(part.text()).toContain('Success over images that both models classify right as they are')
    expect(part.text()).toContain('Not all of it is computed.')
  })

  it('counts over what the model they are shown to gets right, where it is told to', async () => {
    const { part, router, rest } = await open('/?transfer=fgsm')
    await part.findAll('.segments button')[1]?.trigger('click')
    await rest()
    expect(router.currentRoute.value.query['transferOf']).toBe('target')
    expect(part.findAll('tbody td')[0]?.text()).toContain('n = 90')
  })

  it('computes what is missing when it is told to, and reads it then', async () => {
    let known = matrix(false)
    const { part, asked, rest } = await open('/?transfer=pgd&transferImages=60', {
      'transfers.matrix': () => known,
      'transfers.compute': () => (known = matrix(true)),
    })
    await part.get('form').trigger('submit')
    await rest()
    const [, input] = asked.find(([call]) => call === 'transfers.compute') ?? []
    expect(input).toMatchObject({ condition: 'pgd', images: 60, task: expect.stringMatching(/^transfer/) })
    expect(part.find('button[type="submit"]').exists()).toBe(false)
    expect(part.text()).not.toContain('Not all of it')
  })

  it('says why there is none', async () => {
    const { part } = await open('/?transfer=fog', {
      'transfers.matrix': () => {
        throw new AppError('invalid-input', 'Only attacks transfer from model to model: "fog" is none.')
      },
    })
    expect(part.get('[role="alert"]').text()).toContain('Only attacks transfer')
    expect(part.find('table').exists()).toBe(false)
  })
})
