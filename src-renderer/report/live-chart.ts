import { drawingSvg } from '../../src-main/contract/drawing-svg.ts'
import {
  drawLineChart,
  placesOf,
  runColor,
  type LineChart,
  type LineChartTheme,
} from '../../src-main/contract/line-chart.ts'
import { tickText } from '../../src-main/contract/chart-ticks.ts'
import { runColors, runToken } from '../charts/theme.ts'

const height = 300
const paperWidth = 940
const theme: LineChartTheme = {
  ...{
    surface: 'var(--surface)',
    text: 'var(--text)',
    quiet: 'var(--quiet)',
    grid: 'var(--grid)',
    axis: 'var(--axis)',
  },
  runs: Array.from({ length: runColors }, (_, at) => `var(--${runToken(at)})`),
}

/** Makes the chart in `plot` answer: runs are shown and hidden, values told where the pointer or an arrow key is. */
export function liveChart(figure: HTMLElement, plot: HTMLElement, chart: LineChart): void {
  const hidden = new Set<string>()
  let isLogarithmic = false
  let width = paperWidth
  /** Place among the values of x; null: nowhere. */
  let at: number | null = null
  const tip = Object.assign(document.createElement('div'), { className: 'tip', hidden: true })
  tip.setAttribute('role', 'status')
  figure.append(tip)

  const shown = () => chart.series.filter(({ run }) => !hidden.has(run))
  const xs = (): number[] =>
    [...new Set(shown().flatMap(({ points }) => points.map(([x]) => x)))].toSorted((a, b) => a - b)

  function draw(): void {
    const view = { width, height, isLogarithmic, hidden }
    plot.innerHTML = drawingSvg(drawLineChart(chart, view, theme), { font: 'inherit', id: `area-${chart.id}` })
  }

  function point(): void {
    const x = at === null ? undefined : xs()[at]
    tip.hidden = x === undefined
    plot.querySelector('.cursor')?.remove()
    if (x === undefined) return
    const places = placesOf(chart, { width, height, isLogarithmic })
    const line = document.createElementNS('http://www.w3.org/2000/svg', 'path')
    line.setAttribute('class', 'cursor')
    line.setAttribute('d', `M${places.x(x)} ${places.area.top}V${places.area.bottom}`)
    line.setAttribute('stroke', theme.axis)
    plot.querySelector('svg')?.append(line)
    tip.replaceChildren(...lines(x))
    place(places.x(x))
  }

  function lines(x: number): HTMLElement[] {
    const head = Object.assign(document.createElement('b'), {
      textContent: `${chart.x.title} ${tickText(x, chart.x.format)}`,
    })
    const rows = shown().flatMap(({ label, color, points, band = [] }) => {
      const found = points.find(([own]) => own === x)
      if (!found) return []
      const interval = band.find(([own]) => own === x)
      const row = document.createElement('div')
      const swatch = Object.assign(document.createElement('span'), { className: 'swatch' })
      swatch.style.background = runColor(theme, color)
      row.append(
        swatch,
        `${label} ${digits(found[1])}${interval ? ` (${digits(interval[1])} to ${digits(interval[2])})` : ''}`,
      )
      return [row]
    })
    return [head, ...rows]
  }

  /** Beside the line, on the side where there is room. */
  function place(left: number): void {
    const scale = plot.clientWidth / width
    const isRight = left * scale > plot.clientWidth / 2
    tip.style.top = `${plot.offsetTop + 8}px`
    tip.style.left = isRight ? 'auto' : `${plot.offsetLeft + left * scale + 12}px`
    tip.style.right = isRight ? `${plot.clientWidth - left * scale + 12}px` : 'auto'
  }

  function follow(event: PointerEvent): void {
    const box = plot.getBoundingClientRect()
    const left = ((event.clientX - box.left) / box.width) * width
    const places = placesOf(chart, { width, height, isLogarithmic })
    const distances = xs().map((x) => Math.abs(places.x(x) - left))
    at = distances.length === 0 ? null : distances.indexOf(Math.min(...distances))
    point()
  }

  function step(event: KeyboardEvent): void {
    const last = xs().length - 1
    const places: Readonly<Record<string, number>> = {
      ArrowRight: Math.min(last, (at ?? -1) + 1),
      ArrowLeft: Math.max(0, (at ?? last + 1) - 1),
      Home: 0,
      End: last,
    }
    const next = places[event.key]
    if (next === undefined && event.key !== 'Escape') return
    event.preventDefault()
    at = next ?? null
    point()
  }

  function leave(): void {
    at = null
    point()
  }

  function fit(): void {
    if (plot.clientWidth === 0) return
    width = plot.clientWidth
    draw()
    point()
  }

  plot.addEventListener('pointermove', follow)
  plot.addEventListener('pointerleave', leave)
  plot.addEventListener('keydown', step)
  plot.addEventListener('blur', leave)
  for (const button of figure.querySelectorAll<HTMLButtonElement>('button[data-run]')) {
    button.addEventListener('click', () => {
      const run = button.dataset['run'] ?? ''
      if (!hidden.delete(run)) hidden.add(run)
      button.setAttribute('aria-pressed', String(!hidden.has(run)))
      draw()
    })
  }
  const scale = figure.querySelector<HTMLButtonElement>('button.scale')
  scale?.removeAttribute('hidden')
  scale?.addEventListener('click', () => {
    isLogarithmic = !isLogarithmic
    scale.setAttribute('aria-pressed', String(isLogarithmic))
    draw()
  })
  new ResizeObserver(fit).observe(plot)
  // On paper a chart is as wide as the page lets it, with letters of its size.
  addEventListener('beforeprint', () => {
    width = paperWidth
    leave()
    draw()
  })
  addEventListener('afterprint', fit)
}

const digits = (value: number): string =>
  (Math.abs(value) >= 1 || value === 0 ? value.toFixed(Math.abs(value) >= 10 ? 1 : 3) : value.toPrecision(3)).replace(
    '-',
    '−',
  )
