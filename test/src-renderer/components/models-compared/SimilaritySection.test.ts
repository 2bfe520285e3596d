import { describe, expect, it } from 'vitest'
import type { LayerSimilarity } from '../../../../src-main/contract/index.ts'
import SimilaritySection from '../../../../src-renderer/components/models-compared/SimilaritySection.vue'
import { aRun } from '../../support/samples.ts'
import { openSection } from './open-section.ts'

const found = (more: Partial<LayerSimilarity> = {}): LayerSimilarity => ({
  models: [
    { run: 'one', name: 'one', checkpoint: 1, which: null },
    { run: 'other', name: 'other', checkpoint: 2, which: null },
  ],
  ...{ kernel: 'linear', features: 'pooled', split: 'validation', images: 512, batch: 512 },
  layers: [
    ['input', 'logits'],
    ['input', 'block', 'logits'],
  ],
  values: [
    [1, 0.874, -0.03],
    [0.25, null, 0.5],
  ],
  ...more,
})

function open(path: string, known: LayerSimilarity | null = null) {
  const runs = ['one', 'other'].map((id, color) => aRun({ id, name: id, color }))
  let kept = known
  return openSection(SimilaritySection, { runs, baseline: 'one' }, path, {
    'similarity.known': () => kept,
    'similarity.compute': () => (kept = found()),
  })
}

describe('the similarity of layers', () => {
  it('asks nothing before it is opened, then what is known of the baseline and another run', async () => {
    const { part, asked, rest } = await open('/')
    expect(asked).toEqual([])
    await part.get('button').trigger('click')
    await rest()
    expect(asked).toEqual([
      [
        'similarity.known',
        expect.objectContaining({ models: [{ run: 'one' }, { run: 'other' }], kernel: 'linear', features: 'pooled' }),
      ],
    ])
    expect(part.find('table').exists()).toBe(false)
  })

  it('computes it when it is told to, and draws layers by layers', async () => {
    const { part, asked, rest } = await open('/?similarity=linear')
    await part.get('form').trigger('submit')
    await rest()
    expect(asked.slice(-2).map(([call]) => call)).toEqual(['similarity.compute', 'similarity.known'])
    expect(part.findAll('tbody td').map((cell) => cell.text())).toEqual(['1.0', '.87', '−.03', '.25', '–', '.50'])
    expect(part.findAll('tbody td').map((cell) => cell.attributes('title'))).toContain('input and block: 0.874')
    expect(part.get('table').attributes('aria-label')).toBe('CKA, rows layers of one, columns layers of other')
    expect(part.text()).toContain('Linear CKA of the mean of each channel, over 512 validation images')
  })

  it('says where it is the minibatch form', async () => {
    const { part } = await open('/?similarity=rbf', found({ kernel: 'rbf', features: 'flattened', batch: 128 }))
    expect(part.text()).toContain('RBF CKA of every value of each feature map')
    expect(part.text()).toContain('4 random batches of 128 images')
  })

  it('asks of what the address says, of one run with itself too', async () => {
    const { asked } = await open(
      '/?similarity=rbf&similarityColumns=one&similarityImages=64&similarityFeatures=flattened',
    )
    expect(asked[0]?.[1]).toEqual({
      models: [{ run: 'one' }, { run: 'one' }],
      ...{ kernel: 'rbf', features: 'flattened', images: 64 },
    })
  })
})
