import picocolors from 'picocolors'
import { describe, expect, it } from 'vitest'
import { formatSimilarity } from '../../src-main/cli/terminal/similarity-table.ts'
import type { LayerSimilarity } from '../../src-main/contract/index.ts'

const plain = picocolors.createColors(false)
const found = (columns: number, more: Partial<LayerSimilarity> = {}): LayerSimilarity => ({
  models: [
    { run: 'a', name: 'one', checkpoint: 1, which: null },
    { run: 'b', name: 'other', checkpoint: 2, which: 'epoch 3' },
  ],
  ...{ kernel: 'rbf', features: 'flattened', split: 'train', images: 1024, batch: 256 },
  layers: [['input', 'logits'], Array.from({ length: columns }, (_, at) => `layer-${at}`)],
  values: [Array.from({ length: columns }, (_, at) => 1 - at / columns), Array.from({ length: columns }, () => null)],
  ...more,
})

describe('formatSimilarity', () => {
  it('prints layers by layers, and says that it is the minibatch form', () => {
    expect(formatSimilarity(found(2), plain)).toBe(
      [
        'RBF CKA of one (rows) and other, epoch 3 (columns), all values of feature maps, 1,024 train images\n',
        '   one       1    2',
        '1  input   1.0  .50',
        '2  logits    –    –\n',
        'Columns: 1 layer-0, 2 layer-1\n',
        "Minibatch CKA over 4 random batches of 256 images, since the features of all would not fit into memory. The kernel's width is of each batch's own median distance.",
      ].join('\n'),
    )
  })

  it('prints the layer that is most alike of a network with many', () => {
    const text = formatSimilarity(found(40, { batch: 1024 }), plain)
    expect(text).toMatch(/^one +most alike in other, epoch 3 +CKA\ninput +layer-0 +1\.0\nlogits +– +–$/m)
    expect(text).toContain('All 40 columns: --json, or the window.')
    expect(text).not.toContain('Minibatch')
  })
})
