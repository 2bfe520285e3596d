import type { FileHandle } from 'node:fs/promises'
import { escapeMarkup } from '../../../contract/escape-markup.ts'
import type { SheetCell, SheetRow, SheetSide } from '../sheet-rows.ts'
import { encodePng, pictureOfImage, pictureOfMap, type Picture } from './pictures.ts'
import { imageLines, mapLines, type SheetColumn, type SheetHead } from './sheet-words.ts'

/** One HTML file that needs nothing else: every picture is within it. */
export async function writeHtml(file: FileHandle, head: SheetHead, rows: AsyncIterable<SheetRow>): Promise<void> {
  await file.write(opening(head))
  for await (const row of rows) await file.write(await rowHtml(row, head))
  await file.write('</tbody></table></main></body></html>\n')
}

const style = `
:root{color-scheme:light;font:14px/1.4 system-ui,sans-serif;color:#1b1f24;background:#fff}
body{margin:24px}table{border-collapse:collapse}th,td{padding:8px;text-align:left;vertical-align:top;border-bottom:1px solid #d8dde3}
thead{position:sticky;top:0;background:#fff}thead th{font-weight:600;max-width:12rem}
.side+.side,td.image:not(:first-child),th.image:not(:first-child){border-left:2px solid #8b949e}
img{display:block;image-rendering:pixelated}small{display:block;color:#57606a;font-variant-numeric:tabular-nums}
.caveat{color:#8a5a00;font-weight:400;overflow-wrap:anywhere}.wrong{color:#a8322a}.nothing{width:11rem}`

function opening({ title, lines, columns, sides }: SheetHead): string {
  const headings = ['<th scope="col" class="image">Image</th>', ...columns.map(headingOf)].join('')
  const sideHeads = sides.map(
    (side) => `<th scope="colgroup" class="side" colspan="${columns.length + 1}">${escapeMarkup(side)}</th>`,
  )
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escapeMarkup(title)}</title><style>${style}</style></head>
<body><main><h1>${escapeMarkup(title)}</h1>
${lines.map((line) => `<p>${escapeMarkup(line)}</p>`).join('\n')}
<table><thead>${sides.length > 1 ? `<tr>${sideHeads.join('')}</tr>` : ''}<tr>${sides.map(() => headings).join('')}</tr></thead><tbody>
`
}

const headingOf = ({ title, caveat }: SheetColumn): string =>
  `<th scope="col">${escapeMarkup(title)}${caveat ? `<small class="caveat">${escapeMarkup(caveat)}</small>` : ''}</th>`

async function rowHtml({ image, sides }: SheetRow, head: SheetHead): Promise<string> {
  const parts = await Promise.all(sides.map((side) => sideHtml(image, side, head)))
  return `<tr data-image="${image}">${parts.join('')}</tr>
`
}

async function sideHtml(image: number, side: SheetSide, head: SheetHead): Promise<string> {
  const { pixels, prediction } = side
  const [verdict = '', ...others] = imageLines(image, side, head.names)
  const picture =
    typeof pixels === 'string'
      ? `<p class="nothing">${escapeMarkup(pixels)}</p>`
      : await pictureHtml(pictureOfImage(pixels, head.shape), verdict)
  const tone = prediction?.truth === prediction?.predicted ? 'right' : 'wrong'
  const cells = await Promise.all(side.cells.map((cell, place) => cellHtml(cell, head.columns[place]?.title, image)))
  return `<td class="image">${picture}<span class="${tone}">${escapeMarkup(verdict)}</span>${smallLines(others)}</td>${cells.join('')}`
}

async function cellHtml({ map, sentence }: SheetCell, title = '', image: number): Promise<string> {
  const below = map ? smallLines(mapLines(map)) : ''
  if (!map || sentence !== null) return `<td class="nothing">${escapeMarkup(sentence ?? '')}${below}</td>`
  return `<td>${await pictureHtml(pictureOfMap(map), `${title} of image ${image}`)}${below}</td>`
}

const smallLines = (lines: readonly string[]): string =>
  lines.map((line) => `<small>${escapeMarkup(line)}</small>`).join('')

/** Shown at a whole multiple of its pixels. */
async function pictureHtml(picture: Picture, alt: string): Promise<string> {
  const scale = Math.max(1, Math.floor(160 / picture.width))
  const png = await encodePng(picture)
  return `<img width="${picture.width * scale}" height="${picture.height * scale}" alt="${escapeMarkup(alt)}" src="data:image/png;base64,${png.toString('base64')}">`
}
