import { escapeMarkup } from '../../contract/escape-markup.ts'

/** One run's curve; training dashed, validation solid, under attack dotted. */
export interface Curve {
  readonly label: string
  /** 0 first. */
  readonly color: number
  readonly stroke: 'dashed' | 'solid' | 'dotted'
  readonly points: readonly { readonly epoch: number; readonly value: number }[]
}

/** Something that happened in a run after an epoch. */
export interface Mark {
  readonly epoch: number
  readonly color: number
  readonly label: string
}

const width = 720
const height = 260
const inner = { left: 44, right: 708, top: 12, bottom: 226 }
const dashes = { dashed: '5 3', solid: 'none', dotted: '1.5 3' } as const

/**
 * Accuracies by epoch as an SVG that takes its colours from the page: `--run-1` and on, the text's own. Marks are ticks on
 * the axis.
 */
export function curvesSvg(title: string, curves: readonly Curve[], marks: readonly Mark[] = []): string {
  const last = Math.max(1, ...curves.flatMap(({ points }) => points.map(({ epoch }) => epoch)))
  const highest = Math.max(...curves.flatMap(({ points }) => points.map(({ value }) => value)), 0.1)
  const top = Math.min(1, Math.ceil(highest * 10) / 10)
  const x = (epoch: number): string => (inner.left + (epoch / last) * (inner.right - inner.left)).toFixed(1)
  const y = (value: number): string => (inner.bottom - (value / top) * (inner.bottom - inner.top)).toFixed(1)

  const rows = Array.from({ length: Math.round(top * 10) + 1 }, (_, i) => i / 10)
  const every = Math.max(1, Math.ceil(last / 12))
  const columns = Array.from({ length: Math.floor(last / every) + 1 }, (_, i) => i * every)
  const grid = [
    ...rows.map(
      (value) =>
        `<path class="grid" d="M${inner.left} ${y(value)}H${inner.right}"/><text x="${inner.left - 6}" y="${y(value)}" dy="4" text-anchor="end">${Math.round(value * 100)}</text>`,
    ),
    ...columns.map((epoch) => `<text x="${x(epoch)}" y="${inner.bottom + 18}" text-anchor="middle">${epoch}</text>`),
    `<text x="${inner.right}" y="${height - 2}" text-anchor="end">epoch; accuracy in %</text>`,
  ]
  const lines = curves.map(({ label, color, stroke, points }) => {
    const path = points.map(({ epoch, value }, i) => `${i === 0 ? 'M' : 'L'}${x(epoch)} ${y(value)}`).join('')
    return `<path class="curve" style="stroke:${colorOf(color)};stroke-dasharray:${dashes[stroke]}" d="${path}"><title>${escapeMarkup(label)}</title></path>`
  })
  const ticks = marks.map(
    ({ epoch, color, label }) =>
      `<path class="mark" style="fill:${colorOf(color)}" d="M${x(epoch)} ${inner.bottom}l-4 8h8z"><title>${escapeMarkup(label)}</title></path>`,
  )
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeMarkup(title)}">${[...grid, ...lines, ...ticks].join('')}</svg>`
}

/** The page gives ten; further ones begin again. */
export const colorOf = (index: number): string => `var(--run-${(index % 10) + 1})`
