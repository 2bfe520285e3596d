import { describe, expect, it } from 'vitest'
import { cellSize } from '../../../../src-renderer/components/misclassified/confusion-layout.ts'
import {
  moveInGrid,
  pooledRows,
  scalesFor,
  tileLayout,
} from '../../../../src-renderer/components/images/tile-layout.ts'
import { imageTile } from '../../../../src-renderer/components/misclassified/tile-look.ts'
import { limitOf, type ImageRow, type ShownLayer } from '../../../../src-renderer/components/misclassified/layer-row.ts'

describe('grid of images', () => {
  it('offers whole multiples at which an image can be looked at', () => {
    expect([scalesFor(64), scalesFor(28), scalesFor(224)]).toEqual([
      [1, 2],
      [2, 4],
      [1, 2],
    ])
  })

  it('fills the width and keeps room for the captions of tiny images', () => {
    expect(tileLayout(672, { width: 64, height: 64 }, 2, imageTile)).toMatchObject({ columns: 5, tileWidth: 128 })
    expect(tileLayout(672, { width: 28, height: 28 }, 2, imageTile)).toMatchObject({ columns: 5, tileWidth: 128 })
    expect(tileLayout(40, { width: 64, height: 64 }, 2, imageTile).columns).toBe(1)
  })

  it('moves by tiles, rows and screens, and not over its ends', () => {
    const move = (key: string, at: number) => moveInGrid(key, at, { columns: 5 }, 3, 42)
    expect([move('ArrowRight', 41), move('ArrowDown', 3), move('ArrowUp', 3), move('PageDown', 3)]).toEqual([
      41, 8, 0, 18,
    ])
    expect([move('Home', 20), move('End', 20), move('a', 20)]).toEqual([0, 41, null])
  })
})

describe('cells of the confusion matrix', () => {
  it('fit all classes and grow by the zoom', () => {
    const size = { width: 460, height: 420 }
    const fitting = cellSize(200, size, 1)
    expect(fitting * 200).toBeLessThanOrEqual(460 - 104)
    expect(cellSize(200, size, 6)).toBeGreaterThan(fitting * 4)
    expect(cellSize(2, size, 1)).toBe(24)
  })
})

describe('rows that are drawn', () => {
  it('are always as many, so that each is used again, also at both ends', () => {
    expect([-2, 0, 7, 19].map((first) => pooledRows(first, 3, 10))).toEqual([
      [0, 1, 2],
      [0, 1, 2],
      [7, 8, 9],
      [7, 8, 9],
    ])
    expect(pooledRows(-2, 5, 2)).toEqual([0, 1])
  })
})

describe('scale of the maps', () => {
  const layer = (id: string, max: number): ShownLayer => ({
    choice: { id, params: {} },
    side: null,
    title: id,
    map: { height: 1, width: 1, values: Float32Array.of(max), min: 0, max },
    sentence: null,
    failure: undefined,
  })
  const row = (...layers: ShownLayer[]): ImageRow => ({
    input: 'clean',
    title: 'Clean',
    image: null,
    sentence: null,
    failure: undefined,
    prediction: null,
    layers,
  })

  it('is one for all maps of a method, whose values have one unit, unless it is unlocked', () => {
    const weak = layer('gradient', 1)
    const rows = [row(weak, layer('cam', 80)), row(layer('gradient', 4))]
    expect([limitOf(weak, rows, true), limitOf(weak, rows, false)]).toEqual([4, 1])
  })
})
