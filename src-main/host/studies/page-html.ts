import { Verdict } from '../../contract/index.ts'
import { escapeHtml } from './curves-svg.ts'
import { marks, type Block, type Cell, type Figure, type Mark, type Page, type Table } from './page.ts'

/** A page as one HTML file that needs nothing else, light or dark as the reader's system is. */
export function pageHtml({ title, lead, sections }: Page): string {
  const parts = [
    ...lead.map(blockHtml),
    ...sections.flatMap((section) => [`<h2>${escapeHtml(section.title)}</h2>`, ...section.blocks.map(blockHtml)]),
  ]
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${parts.join('\n')}
</main>
</body>
</html>
`
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'text':
      return `<p>${escapeHtml(block.text)}</p>`
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`
    case 'table':
      return tableHtml(block)
    case 'figure':
      return figureHtml(block)
    case 'code':
      return `<details><summary>${escapeHtml(block.title)}</summary><pre>${escapeHtml(block.text)}</pre></details>`
  }
}

function figureHtml({ svg, caption, legend, table }: Figure): string {
  const items = legend.map(
    ({ label, color }) => `<li><span class="swatch" style="background:${color}"></span>${escapeHtml(label)}</li>`,
  )
  return `<figure>${svg}<figcaption>${escapeHtml(caption)}<ul class="legend">${items.join('')}</ul></figcaption></figure>
<details><summary>The same as a table</summary>${tableHtml(table)}</details>`
}

function tableHtml({ head, rows }: Table): string {
  const headings = head.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join('')
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cellHtml(cell)}</td>`).join('')}</tr>`)
  return `<div class="table" tabindex="0"><table><thead><tr>${headings}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`
}

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
  return escapeHtml(text).replace(/[,:](?=\S)/g, '$&<wbr>')
}

/** Colours are those of the interface (src-renderer/tokens.css). */
const style = `
:root{color-scheme:light dark;--surface:#fff;--text:#1b1d21;--quiet:#5a606b;--rule:#d9dce1;--good:#1a7340;--amber:#865400;--bad:#b3261e;
--run-1:#179aac;--run-2:#bf7e27;--run-3:#3f2088;--run-4:#700d21;--run-5:#3b6fc8;--run-6:#a93296;--run-7:#e85989;--run-8:#7b4402;--run-9:#306b54;--run-10:#806d18}
@media (prefers-color-scheme:dark){:root{--surface:#15171a;--text:#e8eaee;--quiet:#a3a9b4;--rule:#34383f;--good:#63c98a;--amber:#f0b54a;--bad:#ff8f86;
--run-1:#1ee3fc;--run-2:#f88d12;--run-3:#8c6df7;--run-4:#e12315;--run-5:#79aafc;--run-6:#c454ac;--run-7:#fdb2ad;--run-8:#af978a;--run-9:#2e8158;--run-10:#ffeb80}}
body{margin:0;background:var(--surface);color:var(--text);font:15px/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:62rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.6rem;line-height:1.2}
h2{margin-top:2.5rem;font-size:1.15rem}
.table{overflow-x:auto}
.table+.table{margin-top:1.5rem}
table{border-collapse:collapse;font-size:.875rem}
th,td{padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--rule);text-align:left;vertical-align:top}
th{color:var(--quiet);font-weight:500}
b{font-weight:600;white-space:nowrap}
.good{color:var(--good)}
.bad{color:var(--bad)}
.warning{color:var(--amber)}
.untested{color:var(--quiet)}
figure{margin:1rem 0}
figcaption,summary{color:var(--quiet);font-size:.875rem}
summary{cursor:pointer}
svg{display:block;width:100%;height:auto;font-size:11px}
svg text{fill:var(--quiet)}
.grid{stroke:var(--rule);fill:none}
.curve{fill:none;stroke-width:1.75}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:.25rem 0;padding:0;list-style:none}
.swatch{display:inline-block;width:.75rem;height:.75rem;margin-right:.4rem;border-radius:3px}
pre{overflow-x:auto;font-size:.8rem}
`
