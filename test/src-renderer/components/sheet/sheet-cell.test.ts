import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { parseColorMap } from '../../../../src-renderer/colormaps/color-map.ts'
import SheetCell from '../../../../src-renderer/components/sheet/SheetCell.vue'

const colors = parseColorMap('signed', "'x', #000000, #ffffff")
const scores = {
  ...{ deletion: null, insertion: null, pointing: true, energy: 0.4189 },
  ...{ driftCorrelation: -0.25, driftOverlap: null },
}
const cell = (map: object | null | undefined, side: 'positive' | null = null) =>
  mount(SheetCell, {
    props: {
      ...{ side, map: map as never, reason: 'Not computed.', explained: '"oboe"' },
      ...{ colors, opacity: 1, below: null, width: 2, height: 1, scale: 1, label: 'Gradient of image 3' },
    },
  })
const mapOf = (...values: number[]) => ({
  ...{ height: 1, width: values.length, values: Float32Array.from(values), note: null, scores },
  ...{ min: Math.min(...values), max: Math.max(...values) },
})

describe('a map of a sheet', () => {
  it('prints its raw ends and its scores', () => {
    const text = cell(mapOf(-0.5, 2)).text()
    expect(text).toContain('−0.5 to 2')
    expect(text).toContain('in box 0.42')
    expect(text).toContain('pointing hit')
    expect(text).toContain('drift −0.25')
    expect(text).not.toContain('overlap')
  })

  it('says in words that it has nothing to show, and why it is not there', () => {
    expect(cell(mapOf(0, 0), 'positive').text()).toContain('No positive evidence for "oboe" in this image')
    expect(cell(mapOf(0.25, 0.25)).text()).toContain('This map tells no place from another: all 2 values are 0.250.')
    expect(cell(null).text()).toContain('Not computed.')
    expect(cell(undefined).text()).toBe('–')
  })
})
