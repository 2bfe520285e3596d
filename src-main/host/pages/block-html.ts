import { escapeMarkup } from '../../contract/escape-markup.ts'
import { Verdict } from '../../contract/index.ts'
import { isNumericColumn } from '../../contract/table-text.ts'
import { chartHtml } from './chart-html.ts'
import { fileLinks } from './file-links.ts'
import { marks, type Block, type Cell, type Figure, type Mark, type Pictures, type Table } from './page.ts'

export function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'text':
      return `<p>${escapeMarkup(block.text)}</p>`
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${escapeMarkup(item)}</li>`).join('')}</ul>`
    case 'table':
      return tableHtml(block)
    case 'figure':
      return figureHtml(block)
    case 'chart':
      return chartHtml(block)
    case 'pictures':
      return picturesHtml(block)
    case 'code':
      return `<details><summary>${escapeMarkup(block.title)}</summary><pre>${escapeMarkup(block.text)}</pre></details>`
  }
}

function figureHtml({ svg, caption, legend, table }: Figure): string {
  const items = legend.map(
    ({ label, color }) => `<li><span class="swatch" style="background:${color}"></span>${escapeMarkup(label)}</li>`,
  )
  return `<figure>${svg}<figcaption>${escapeMarkup(caption)}<ul class="legend">${items.join('')}</ul></figcaption></figure>
<details><summary>The same as a table</summary>${tableHtml(table)}</details>`
}

function tableHtml({ head, rows, caption, file }: Table): string {
  const classes = head.map((_, at) =>
    at > 0 && isNumericColumn(rows.map((row) => textOf(row[at]))) ? ' class="number"' : '',
  )
  const headings = head.map((cell, at) => `<th scope="col"${classes[at]}>${escapeMarkup(cell)}</th>`).join('')
  const body = rows.map(
    (row) => `<tr>${row.map((cell, at) => `<td${classes[at]}>${cellHtml(cell)}</td>`).join('')}</tr>`,
  )
  const links = file
    ? `<p class="files">${fileLinks(file, ['csv', 'tex'], { head, rows: rows.map((row) => row.map(textOf)) })}</p>`
    : ''
  const named = file ? ` id="${escapeMarkup(file.name)}"` : ''
  return `<div class="table" tabindex="0"${named}><table>${caption === undefined ? '' : `<caption>${escapeMarkup(caption)}</caption>`}<thead><tr>${headings}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>${links}`
}

/** A cell without its sign. */
export const textOf = (cell: Cell | undefined): string => (typeof cell === 'string' ? cell : (cell?.text ?? ''))

const tones: Readonly<Record<Verdict | Mark, string>> = {
  holds: 'good',
  'does not hold': 'bad',
  'not tested here': 'untested',
  passed: 'good',
  suspicious: 'warning',
  'not-run': 'untested',
}

function cellHtml(cell: Cell): string {
  if (typeof cell === 'string') return textHtml(cell)
  const { sign, title } = marks[cell.mark]
  return `${textHtml(cell.text)} <b class="${tones[cell.mark]}" role="img" aria-label="${title}" title="${title}">${sign}</b>`
}

function textHtml(text: string): string {
  const verdict = Verdict.safeParse(text)
  if (verdict.success) return `<b class="${tones[verdict.data]}">${text}</b>`
  // A method with its parameters has no space to break at.
  return escapeMarkup(text).replace(/[,:](?=\S)/g, '$&<wbr>')
}

function picturesHtml({ caption, items }: Pictures): string {
  const pictures = items.map(({ pictures: shown, lines }) => {
    const images = shown.map(({ png, title, width }) => {
      const named = escapeMarkup(title)
      return `<img width="${width}" alt="${named}" title="${named}" src="data:image/png;base64,${Buffer.from(png).toString('base64')}">`
    })
    return `<li><div>${images.join('')}</div>${lines.map((line) => `<span>${escapeMarkup(line)}</span>`).join('')}</li>`
  })
  return `<p>${escapeMarkup(caption)}</p><ul class="pictures">${pictures.join('\n')}</ul>`
}
