import { describe, expect, it } from 'vitest'
import { toConfiguration } from '../../../src-renderer/charts/configuration.ts'
import { spread } from '../../../src-renderer/charts/end-labels.ts'
import type { ChartModel, ChartSeries } from '../../../src-renderer/charts/model.ts'
import { runColor } from '../../../src-renderer/charts/theme.ts'
import { theme } from '../support/chart-theme.ts'

const line: ChartSeries = {
  label: 'validation',
  endLabel: 'validation',
  color: 1,
  stroke: 'dashed',
  hasSquares: true,
  isFaint: false,
  points: [
    { x: 0, y: 1 },
    { x: 1, y: 2 },
  ],
}
const model: ChartModel = {
  title: 'Accuracy',
  detail: '%',
  series: [line, { ...line, color: 11, stroke: 'solid', hasSquares: false, isFaint: true }],
  x: { min: 0, max: 10, title: 'epoch', isWhole: true },
  y: { min: null, max: null, title: '%', isWhole: false },
  marks: [{ x: 3, label: 'rate' }],
  digits: 1,
}
const layout = { hasEndLabels: true, hasXTicks: true, hasYTicks: true }

describe('toConfiguration', () => {
  const { data, options } = toConfiguration(model, theme, layout)

  it('never animates and draws the data as they are', () => {
    expect(options).toMatchObject({ animation: false, parsing: false, normalized: true })
    expect(data.datasets[0]?.data).toEqual(line.points)
  })

  it('gives stroke, squares and colour their form; a faint line has no point and a thin stroke', () => {
    expect(data.datasets[0]).toMatchObject({ borderDash: [4, 3], borderColor: theme.runs[1] })
    expect(options?.plugins?.markers?.looks?.map((look) => look?.marker)).toEqual(['rect', null])
    expect(data.datasets[1]).toMatchObject({
      borderDash: [],
      pointRadius: 0,
      borderWidth: 1,
      borderColor: `${theme.runs[1]}47`,
    })
  })

  it('fixes the bounds that are given and takes the others from the data and zero', () => {
    expect(options?.scales?.['x']).toMatchObject({ min: 0, max: 10 })
    expect(options?.scales?.['y']).not.toHaveProperty('min')
    expect(options?.scales?.['y']).toMatchObject({ suggestedMin: 0 })
  })
})

describe('a chart that was zoomed', () => {
  it('shows the part that was chosen, whatever the data are, and tells of the next zoom', () => {
    const ranges: (readonly [number, number])[] = []
    const view = {
      zoom: [2, 4] as const,
      hoveredRun: null,
      onZoom: (range: readonly [number, number]) => ranges.push(range),
    }
    const { options } = toConfiguration(model, theme, layout, view)
    expect(options?.scales?.['x']).toMatchObject({ min: 2, max: 4 })
    const zoom = options?.plugins?.zoom?.zoom as { onZoomComplete(context: unknown): void }
    zoom.onZoomComplete({ chart: { scales: { x: { min: 3, max: 3.5 } } } })
    expect(ranges).toEqual([[3, 3.5]])
  })
})

describe('marks and best points', () => {
  it('are a thin dotted vertical, a filled and an open point', () => {
    const spot = { x: 1, y: 2, label: 'best', color: 1, isFilled: true }
    const spotted = { ...model, spots: [spot, { ...spot, isFilled: false }] }
    const { options } = toConfiguration(spotted, theme, layout)
    expect(options?.plugins?.annotation?.annotations).toMatchObject([
      { type: 'line', xMin: 3, borderDash: [1, 2] },
      { type: 'point', backgroundColor: theme.runs[1] },
      { type: 'point', backgroundColor: theme.surface, borderColor: theme.runs[1] },
    ])
  })
})

describe('runColor', () => {
  it('starts again after the tenth run; no run is drawn in the text colour', () => {
    expect(runColor(theme, 0)).toBe(runColor(theme, 10))
    expect(runColor(theme, null)).toBe(theme.text)
  })
})

describe('spread', () => {
  it('moves names 12 px apart and keeps them in the chart', () => {
    expect(spread([50, 51, 52], 0, 100, 12)).toEqual([50, 62, 74])
    expect(spread([98, 99], 0, 100, 12)).toEqual([88, 100])
    expect(spread([10, 80], 0, 100, 12)).toEqual([10, 80])
  })

  it('moves them closer where they would not fit', () => {
    expect(spread([50, 50, 50, 50, 50], 0, 40, 12)).toEqual([0, 10, 20, 30, 40])
  })
})
