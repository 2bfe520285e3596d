import type { LineChart } from '../../src-main/contract/line-chart.ts'
import { liveChart } from './live-chart.ts'

/** What a written report does: its charts answer to pointer and keys. Built into one script that needs nothing else. */
const data = JSON.parse(document.getElementById('data')?.textContent ?? '{}') as {
  readonly charts?: Readonly<Record<string, LineChart>>
}
for (const figure of document.querySelectorAll<HTMLElement>('figure.chart')) {
  const chart = data.charts?.[figure.dataset['chart'] ?? '']
  const plot = figure.querySelector<HTMLElement>('.plot')
  if (chart && plot) liveChart(figure, plot, chart)
}
for (const link of document.querySelectorAll<HTMLAnchorElement>('a[data-save=json]')) {
  const text = document.getElementById('data')?.textContent ?? ''
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  link.hidden = false
}
