import type { FileHandle } from 'node:fs/promises'
import { escapeHtml } from '../../studies/curves-svg.ts'
import type { SheetRow } from '../sheet-rows.ts'
import { encodePng, pictureOfImage, pictureOfMap, type Picture } from './pictures.ts'
import { detailOf, rangeOf, scoresText, verdictOf, type SheetHead } from './sheet-words.ts'

/** One HTML file that needs nothing else: every picture is within it. */
export async function writeHtml(file: FileHandle, head: SheetHead, rows: AsyncIterable<SheetRow>): Promise<void> {
  await file.write(opening(head))
  for await (const row of rows) await file.write(await rowHtml(row, head))
  await file.write('</tbody></table></main></body></html>\n')
}

const style = `
:root{color-scheme:light;font:14px/1.4 system-ui,sans-serif;color:#1b1f24;background:#fff}
body{margin:24px}table{border-collapse:collapse}th,td{padding:8px;text-align:left;vertical-align:top;border-bottom:1px solid #d8dde3}
thead th{position:sticky;top:0;background:#fff;font-weight:600;max-width:12rem}
img{display:block;image-rendering:pixelated}small{display:block;color:#57606a;font-variant-numeric:tabular-nums}
.caveat{color:#8a5a00;font-weight:400}.wrong{color:#a8322a}.nothing{width:11rem}`

function opening({ title, lines, columns }: SheetHead): string {
  const headings = columns.map(
    ({ title: column, caveat }) =>
      `<th scope="col">${escapeHtml(column)}${caveat ? `<small class="caveat">${escapeHtml(caveat)}</small>` : ''}</th>`,
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><main><h1>${escapeHtml(title)}</h1>
${lines.map((line) => `<p>${escapeHtml(line)}</p>`).join('\n')}
<table><thead><tr><th scope="col">Image</th>${headings.join('')}</tr></thead><tbody>
`
}

async function rowHtml(row: SheetRow, head: SheetHead): Promise<string> {
  const verdict = verdictOf(row, head.names)
  const isWrong = row.prediction.truth !== row.prediction.predicted
  const image = await pictureHtml(pictureOfImage(row.pixels, head.shape), verdict)
  const cells = await Promise.all(
    row.cells.map(async ({ map, sentence }, place) => {
      const scores = scoresText(map?.scores ?? null)
      const range = map ? `<small>${rangeOf(map)}</small>` : ''
      const below = `${range}${scores ? `<small>${scores}</small>` : ''}`
      if (!map || sentence !== null) return `<td class="nothing">${escapeHtml(sentence ?? '')}${below}</td>`
      const alt = `${head.columns[place]?.title ?? ''} of image ${row.image}`
      return `<td>${await pictureHtml(pictureOfMap(map), alt)}${below}</td>`
    }),
  )
  return `<tr data-image="${row.image}"><td>${image}<span class="${isWrong ? 'wrong' : 'right'}">${escapeHtml(verdict)}</span><small>${detailOf(row)}</small></td>${cells.join('')}</tr>
`
}

/** Shown at a whole multiple of its pixels. */
async function pictureHtml(picture: Picture, alt: string): Promise<string> {
  const scale = Math.max(1, Math.floor(160 / picture.width))
  const png = await encodePng(picture)
  return `<img width="${picture.width * scale}" height="${picture.height * scale}" alt="${escapeHtml(alt)}" src="data:image/png;base64,${png.toString('base64')}">`
}
