import { describe, expect, it } from 'vitest'
import { resolveParams, type Catalog, type CatalogEntry } from '../../../../src-main/contract/index.ts'
import {
  asShown,
  defaultLayers,
  layerTitle,
  readLayers,
  sideOf,
  writeLayers,
} from '../../../../src-renderer/lib/misclassified/saliency-layers.ts'
import { catalog } from '../../support/samples.ts'

const map = (...values: number[]) => ({
  height: 1,
  width: values.length,
  values: Float32Array.from(values),
  min: Math.min(...values),
  max: Math.max(...values),
})

describe('layers of an image', () => {
  it('begin with the positive and the negative gradient', () => {
    const layers = defaultLayers(catalog)
    expect(layers.map((layer) => sideOf(catalog, layer))).toEqual(['positive', 'negative'])
    expect(layers.map((layer) => layerTitle(catalog, layer))).toEqual([
      'Gradient, positive part',
      'Gradient, negative part',
    ])
    for (const layer of layers) {
      const entry = catalog.saliency.find((known) => known.id === layer.id) as CatalogEntry
      expect(() => resolveParams(entry, layer.params)).not.toThrow()
    }
  })

  it('fall back to the first method where none has two sides', () => {
    const plain: CatalogEntry = { id: 'other', title: 'Other', source: '', params: {} }
    expect(defaultLayers({ ...catalog, saliency: [plain] } as Catalog)).toEqual([{ id: 'other', params: {} }])
  })

  it('come back from the address, without methods that are gone', () => {
    const layers = defaultLayers(catalog)
    expect(readLayers(writeLayers(layers), catalog)).toEqual(layers)
    expect(readLayers('vanished:steps=3', catalog)).toEqual([])
  })

  it('show evidence against a class below zero', () => {
    expect(asShown('negative', map(0, 3))).toMatchObject({ min: -3, values: Float32Array.of(-0, -3) })
    expect(asShown('positive', map(0, 3)).max).toBe(3)
  })
})
