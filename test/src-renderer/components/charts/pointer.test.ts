import { describe, expect, it } from 'vitest'
import type { ChartModel } from '../../../../src-renderer/charts/model.ts'
import { nearestPlace, placesOf } from '../../../../src-renderer/components/charts/pointer.ts'
import { readZoom } from '../../../../src-renderer/components/charts/use-zoom-address.ts'

describe('nearestPlace', () => {
  it('is the measured place next to the pointer, also beyond both ends', () => {
    const places = [1, 2, 5]
    expect([0, 1.4, 1.6, 3.4, 3.6, 9].map((x) => nearestPlace(places, x))).toEqual([1, 1, 2, 2, 5, 5])
    expect(nearestPlace([], 3)).toBeNull()
  })
})

describe('placesOf', () => {
  it('are those of named lines, in order and once each; of raw values only where there are no others', () => {
    const line = (isFaint: boolean, xs: readonly number[]) => ({ isFaint, points: xs.map((x) => ({ x, y: 0 })) })
    const model = (...series: readonly unknown[]) => ({ series }) as unknown as ChartModel
    expect(placesOf(model(line(true, [0.1, 0.2]), line(false, [2, 3]), line(false, [1, 2])))).toEqual([1, 2, 3])
    expect(placesOf(model(line(true, [0.2, 0.1])))).toEqual([0.1, 0.2])
  })
})

describe('a zoom in the address', () => {
  it('is a rising range of numbers; anything else shows all', () => {
    expect(readZoom('3-8.5')).toEqual([3, 8.5])
    expect([readZoom('8-3'), readZoom('x'), readZoom(undefined), readZoom('3')]).toEqual([null, null, null, null])
  })
})
