import { describe, expect, it } from 'vitest'
import { familyOf } from '../../../src-main/contract/index.ts'
import { catalog } from '../../../src-main/core/catalog.ts'
import { publishedCorruptions } from '../../../src-main/core/datasets/corrupted-images.ts'

describe('the published images of Tiny-ImageNet-C', () => {
  it('belong to the family of the corruption that is made on the fly', () => {
    expect(publishedCorruptions).toHaveLength(19)
    for (const corruption of publishedCorruptions) {
      const own = corruption === 'gaussian_noise' ? 'gaussian-noise-c' : corruption.replaceAll('_', '-')
      expect(familyOf({ id: 'tiny-imagenet-c', params: { corruption } }, catalog), corruption).toBe(
        familyOf({ id: own, params: {} }, catalog),
      )
    }
    expect(familyOf({ id: 'tiny-imagenet-c', params: {} }, catalog)).toBe('gaussian-noise')
  })
})

describe('every corruption', () => {
  it('belongs to a family', () => {
    for (const { id } of catalog.corruptions) expect(familyOf({ id, params: {} }, catalog), id).not.toBeNull()
  })
})
