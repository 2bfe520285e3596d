import { describe, expect, it } from 'vitest'
import { tickText, ticksBetween } from '../../src-main/contract/chart-ticks.ts'
import { Drawing } from '../../src-main/contract/drawing.ts'
import { drawingSvg } from '../../src-main/contract/drawing-svg.ts'
import { drawLineChart, placesOf, type LineChart } from '../../src-main/contract/line-chart.ts'

const theme = {
  ...{ text: '#111111', quiet: '#222222', grid: '#333333', axis: '#444444', surface: '#ffffff' },
  runs: ['#aa0000', '#00aa00'],
}
const line = { stroke: 'solid', hasSquares: false } as const
const chart: LineChart = {
  ...{ id: 'loss', title: 'Loss & more', detail: '<n = 1>', canBeLogarithmic: true },
  x: { title: 'epoch', format: 'number', min: 0, max: 4 },
  y: { title: 'loss', format: 'number', min: 0, max: 10 },
  series: [
    { ...line, run: 'a', label: 'a', color: 0, points: [[0, 10], [4, 0.1]], band: [[0, 9, 10], [4, 0.1, 1]] }, // prettier-ignore
    { ...line, run: 'b', label: 'b, attacked', color: 3, hasSquares: true, points: [[1, 5], [2, 1]] }, // prettier-ignore
  ],
}
const whole = { title: 'epoch', format: 'number', min: 0, max: 4, isWhole: true } as const
const view = { width: 460, height: 266, isLogarithmic: false, hidden: new Set<string>() }

describe('ticksBetween', () => {
  it('counts in ones, twos and fives, and in 255ths', () => {
    expect(ticksBetween(0, 100, 'number', false)).toEqual([0, 20, 40, 60, 80, 100])
    expect(ticksBetween(-5, 5, 'number', false).map((value) => tickText(value, 'number'))).toEqual([
      ...['−4', '−2', '0', '2', '4'],
    ])
    expect(ticksBetween(0, 8 / 255, 'pixel', false).map((value) => tickText(value, 'pixel'))).toContain('2/255')
    expect(ticksBetween(0.1, 10, 'number', true)).toEqual([0.1, 0.2, 0.5, 1, 2, 5, 10])
  })

  it('ends where there is no range', () => expect(ticksBetween(3, 3, 'number', false)).toEqual([3]))
})

describe('drawLineChart', () => {
  it('places values on a linear and on a logarithmic axis', () => {
    const { area, x, y } = placesOf(chart, view)
    expect([x(0), x(4), y(0), y(10)]).toEqual([area.left, area.right, area.bottom, area.top])
    const logarithmic = placesOf(chart, { ...view, isLogarithmic: true })
    expect(logarithmic.y(1)).toBeCloseTo((area.top + area.bottom) / 2)
  })

  it('ticks whole numbers alone where there are no others', () => {
    const texts = drawLineChart({ ...chart, x: whole }, view, theme).shapes.flatMap((shape) =>
      shape.kind === 'text' ? shape.text : [],
    )
    expect(texts).not.toContain('0.5')
    expect(texts).toContain('3')
  })

  it('draws nothing of what is hidden, and passes as a drawing that a host takes', () => {
    const whole = drawLineChart(chart, view, theme)
    expect(Drawing.parse(whole)).toEqual(whole)
    const colorsOf = (drawing: Drawing) =>
      new Set(drawing.shapes.flatMap((shape) => ('stroke' in shape ? (shape.stroke ?? []) : [])))
    expect(colorsOf(whole)).toContain('#aa0000')
    const half = drawLineChart(chart, { ...view, hidden: new Set(['a']) }, theme)
    expect(colorsOf(half)).not.toContain('#aa0000')
    expect(colorsOf(half)).toContain('#00aa00')
  })
})

describe('drawingSvg', () => {
  it('escapes what it is given, and writes lines and letters', () => {
    const svg = drawingSvg(drawLineChart(chart, view, theme), { font: 'Inter, "x"' })
    expect(svg).toContain('<title>Loss &amp; more, &lt;n = 1&gt;</title>')
    expect(svg).toContain('font-family="Inter, &quot;x&quot;"')
    expect(svg).toMatch(/<path d="M48 26L440 224" fill="none" stroke="#aa0000"/)
    expect(svg).toMatch(/>epoch<\/text>/)
  })
})
