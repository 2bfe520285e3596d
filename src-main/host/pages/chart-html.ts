import { drawingSvg } from '../../contract/drawing-svg.ts'
import { escapeMarkup } from '../../contract/escape-markup.ts'
import { drawLineChart, runColor } from '../../contract/line-chart.ts'
import { fileLinks } from './file-links.ts'
import { pageTheme } from './page-colors.ts'
import type { Chart } from './page.ts'

const still = { width: 940, height: 300, isLogarithmic: false, hidden: new Set<string>() }

/**
 * A chart as it stands, which the page's script draws anew as it is asked to: without one, it is still there. What can be
 * pressed is hidden until the script answers.
 */
export function chartHtml({ chart, names, key, table }: Chart): string {
  const title = `<b>${escapeMarkup(chart.title)}</b><span>${escapeMarkup(chart.detail)}</span>`
  const colors = new Map(chart.series.map(({ run, color }) => [run, color]))
  const legend = [...colors].map(([run, color]) => {
    const swatch = `<span class="swatch" style="background:${runColor(pageTheme, color)}"></span>`
    return `<li><button type="button" aria-pressed="true" data-run="${escapeMarkup(run)}">${swatch}${escapeMarkup(names.get(run) ?? run)}</button></li>`
  })
  const scale = chart.canBeLogarithmic
    ? '<button type="button" class="scale" aria-pressed="false" hidden>Log axis</button>'
    : ''
  const files = fileLinks({ name: chart.id, table }, ['csv'])
  const svg = drawingSvg(drawLineChart(chart, still, pageTheme), { font: 'inherit', id: `area-${chart.id}` })
  return `<figure class="chart" data-chart="${escapeMarkup(chart.id)}">
<figcaption class="head">${title}${scale}<span class="files">${files}</span></figcaption>
<ul class="legend" aria-label="Runs">${legend.join('')}</ul>
<div class="plot" tabindex="0" aria-label="${escapeMarkup(chart.title)}: values with the arrow keys">${svg}</div>
<figcaption>${escapeMarkup(key)}</figcaption>
</figure>`
}
