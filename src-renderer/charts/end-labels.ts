import type { Chart, Plugin } from 'chart.js'

interface Style {
  readonly color: string
  readonly font: string
  readonly size: number
  readonly leader: string
  readonly labels: readonly (string | null)[]
}

/** px between two names for each px of their size: 12 for 11. */
const spacing = 12 / 11

/** A name, where it stands, and the end of the line that it names. */
export interface PlacedLabel {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly end: { readonly x: number; readonly y: number }
  /** Whether a leader joins name and line. */
  readonly isMoved: boolean
}

/** Where the names of the lines stand, right of the longest line so that none lies on a line or on the axis. */
export function placeLabels(chart: Chart<'line'>, { size, labels }: Pick<Style, 'size' | 'labels'>): PlacedLabel[] {
  const lineHeight = size * spacing
  const lastOf = (index: number) =>
    chart.getDatasetMeta(index).data.findLast(({ x }) => x <= chart.chartArea.right + 1 && x >= chart.chartArea.left)
  const ends = labels.flatMap((text, index) => {
    const end = text === null ? undefined : lastOf(index)
    return text === null || end === undefined ? [] : [{ text, end: { x: end.x, y: end.y } }]
  })
  const x = Math.max(...chart.data.datasets.map((_, index) => lastOf(index)?.x ?? 0)) + 12
  const placed = spread(
    ends.map(({ end }) => end.y),
    chart.chartArea.top,
    chart.chartArea.bottom - lineHeight / 2,
    lineHeight,
  )
  return ends.map(({ text, end }, index) => {
    const y = placed[index] as number
    return { text, x, y, end, isMoved: Math.abs(y - end.y) > 3 || x - end.x > 16 }
  })
}

/** Names each line at its right end, 12 px apart at the usual text size, with a thin leader where a name had to move. */
export const endLabels: Plugin<'line'> = {
  id: 'endLabels',
  afterDatasetsDraw(chart: Chart<'line'>, _arguments, options) {
    const style = options as Style
    const { ctx } = chart
    ctx.save()
    ctx.font = `${style.size}px ${style.font}`
    ctx.textBaseline = 'middle'
    ctx.strokeStyle = style.leader
    ctx.fillStyle = style.color
    for (const { text, x, y, end, isMoved } of placeLabels(chart, style)) {
      if (isMoved) {
        ctx.beginPath()
        ctx.moveTo(end.x + 4, end.y)
        ctx.lineTo(x - 2, y)
        ctx.stroke()
      }
      ctx.fillText(fit(ctx, text, chart.width - x), x, y)
    }
    ctx.restore()
  },
}

/** Moves heights apart until they are `distance` from each other, inside [top, bottom]; closer where they would not fit. */
export function spread(heights: readonly number[], top: number, bottom: number, distance: number): number[] {
  const step = Math.min(distance, (bottom - top) / Math.max(1, heights.length - 1))
  const order = heights.map((_, index) => index).toSorted((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0))
  const placed = [...heights]
  let previous = top - step
  for (const index of order) {
    placed[index] = Math.max(placed[index] as number, previous + step)
    previous = placed[index] as number
  }
  let next = bottom + step
  for (const index of order.toReversed()) {
    placed[index] = Math.min(placed[index] as number, next - step)
    next = placed[index] as number
  }
  return placed
}

function fit(ctx: CanvasRenderingContext2D, text: string, width: number): string {
  if (ctx.measureText(text).width <= width) return text
  let kept = text
  while (kept.length > 1 && ctx.measureText(`${kept}…`).width > width) kept = kept.slice(0, -1)
  return `${kept}…`
}
