import type { ChartTheme } from '../../charts/theme.ts'
import { escapeMarkup } from '../../../src-main/contract/escape-markup.ts'
import { percent } from '../../lib/format.ts'
import type { PixelImage } from '../images/pixel-image.ts'
import type { Cell } from '../misclassified/layers-png.ts'
import type { FigurePicture, PictureRow } from './figure-picture.ts'

const style = `
:root { font: 14px/1.4 Inter, system-ui, sans-serif; }
body { margin: 24px; }
h1 { font-size: 20px; margin: 0; }
h2 { font-size: 16px; margin: 24px 0 8px; }
.dim, small { opacity: 0.75; }
.row { display: flex; flex-wrap: wrap; gap: 12px; padding: 8px 0; border-top: 1px solid #8884; }
.run { width: 120px; margin: 0; overflow-wrap: anywhere; }
figure { margin: 0; width: min-content; min-width: 148px; font-size: 12px; }
img { display: block; image-rendering: pixelated; margin: 2px 0; }
p.sentence { margin: 2px 0; box-sizing: border-box; padding: 8px; border: 1px solid #8888; overflow: auto; }
ol { margin: 18px 0 0; padding: 0; list-style: none; min-width: 180px; }
li { display: flex; justify-content: space-between; gap: 12px; font-variant-numeric: tabular-nums; }
li:first-child { font-weight: 600; }`

/** Colours of the page: those under which the maps were painted, whose zero is the surface. */
type Colors = Pick<ChartTheme, 'surface' | 'text'>

/** The figure as one file that needs nothing else. `urlOf`: an image as a data URL, at its own pixels. */
export function figureHtml(
  picture: FigurePicture,
  { surface, text }: Colors,
  urlOf: (image: PixelImage) => string,
): string {
  const panels = picture.panels.map(
    ({ heading, rows }) =>
      `<section>\n<h2>${escapeMarkup(heading)}</h2>\n${rows.map((row) => rowHtml(row, picture, urlOf)).join('\n')}\n</section>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeMarkup(picture.title)}</title>
<style>${style}
body { background: ${surface}; color: ${text}; }
</style>
</head>
<body>
<h1>${escapeMarkup(picture.title)}</h1>
<p class="dim">${escapeMarkup(picture.detail)}</p>
${panels.join('\n')}
${picture.notes.map((note) => `<p class="dim">${escapeMarkup(note)}</p>`).join('\n')}
</body>
</html>
`
}

function rowHtml(row: PictureRow, picture: FigurePicture, urlOf: (image: PixelImage) => string): string {
  const cells = row.cells.map((cell) => cellHtml(cell, picture, urlOf))
  const entries = row.topFive.map(
    ({ name, probability, isTrue }) =>
      `<li><span>${escapeMarkup(name)}${isTrue ? ' (true)' : ''}</span><span>${percent(probability)}</span></li>`,
  )
  const topFive = entries.length === 0 ? '' : `<ol aria-label="Top 5">${entries.join('')}</ol>`
  return `<div class="row"><p class="run"><b>${escapeMarkup(row.run)}</b><br>${escapeMarkup(row.title)}</p>${cells.join('')}${topFive}</div>`
}

function cellHtml(
  { image, caption, note, sentence }: Cell,
  { size, scale }: FigurePicture,
  urlOf: (image: PixelImage) => string,
): string {
  const [width, height] = [size.width * scale, size.height * scale]
  const shown =
    image && sentence === null
      ? `<img src="${urlOf(image)}" width="${width}" height="${height}" alt="${escapeMarkup(caption)}">`
      : `<p class="sentence" style="width: ${width}px; min-height: ${height}px">${escapeMarkup(sentence ?? '')}</p>`
  return `<figure><figcaption>${escapeMarkup(caption)}</figcaption>${shown}<small>${escapeMarkup(note)}</small></figure>`
}
