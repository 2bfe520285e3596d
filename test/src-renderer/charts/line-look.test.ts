import { describe, expect, it } from 'vitest'
import { lineLook, sharedColors } from '../../../src-renderer/charts/line-look.ts'
import type { ChartSeries } from '../../../src-renderer/charts/model.ts'
import { theme } from '../support/chart-theme.ts'

const line = (color: number, change: Partial<ChartSeries> = {}): ChartSeries => ({
  label: `run ${color}`,
  endLabel: null,
  color,
  stroke: 'solid',
  hasSquares: false,
  isFaint: false,
  points: [
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ],
  run: `run-${color}`,
  ...change,
})
const look = (series: ChartSeries, all: readonly ChartSeries[] = [series], hoveredRun: string | null = null) =>
  lineLook(series, { theme, hoveredRun, shared: sharedColors(all) })

describe('lineLook', () => {
  it('gives the eleventh run a marker only where two runs share its colour', () => {
    expect(look(line(12)).marker).toBeNull()
    const all = [line(2), line(12), line(22), line(32), line(3)]
    expect(all.map((series) => look(series, all).marker)).toEqual([null, 'circle', 'rect', 'triangle', null])
  })

  it('dims all other runs to 20 % while one is hovered', () => {
    expect(look(line(1), undefined, 'run-2').color).toBe(`${theme.runs[1]}33`)
    expect(look(line(1), undefined, 'run-1').color).toBe(theme.runs[1])
  })

  it('draws the baseline in the text colour, thicker, and raw values at 28 %', () => {
    expect(look(line(1, { isBaseline: true }))).toMatchObject({ color: theme.text, width: 2.5 })
    expect(look(line(1, { isFaint: true }))).toMatchObject({ color: `${theme.runs[1]}47`, width: 1, marker: null })
  })

  it('thins the markers of a long line', () => {
    const points = Array.from({ length: 1000 }, (_, x) => ({ x, y: x }))
    expect(1000 / look(line(1, { hasSquares: true, points })).every).toBeLessThanOrEqual(24)
  })
})
