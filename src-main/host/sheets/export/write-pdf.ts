import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import PdfDocument from 'pdfkit'
import type { SheetRow } from '../sheet-rows.ts'
import { encodePng, pictureOfImage, pictureOfMap, type Picture } from './pictures.ts'
import { detailOf, rangeOf, scoresText, verdictOf, type SheetHead } from './sheet-words.ts'

type Pdf = InstanceType<typeof PdfDocument>

/** Points. */
const margin = 36
const gap = 8
const textHeight = 9
const widest = 110

/** Pages of A4 across, with the names of the columns on each. */
export async function writePdf(
  path: string,
  head: SheetHead,
  rows: AsyncIterable<SheetRow>,
  resources: string,
): Promise<void> {
  const pdf = new PdfDocument({
    ...{ size: 'A4', layout: 'landscape', margin, autoFirstPage: false },
    font: join(resources, 'fonts', 'inter-latin-400-normal.woff'),
    info: { Title: head.title, Creator: 'Adversarium' },
  })
  const out = createWriteStream(path)
  pdf.pipe(out)
  const columns = head.columns.length + 1
  const room = (841.89 - 2 * margin - (columns - 1) * gap) / columns
  const side = Math.min(widest, room)
  const height = (side * head.shape[0]) / head.shape[1] + 4 * textHeight + gap
  let y = Infinity
  let isFirst = true
  for await (const row of rows) {
    if (y + height > 595.28 - margin) {
      y = beginPage(pdf, head, room, isFirst)
      isFirst = false
    }
    await drawRow(pdf, row, head, { y, side, room })
    y += height
  }
  if (isFirst) beginPage(pdf, head, room, true)
  pdf.end()
  await finished(out)
}

function beginPage(pdf: Pdf, { title, lines, columns }: SheetHead, room: number, isFirst: boolean): number {
  pdf.addPage()
  let y = margin
  if (isFirst) {
    pdf.fontSize(14).fillColor('#1b1f24').text(title, margin, y)
    pdf.fontSize(8).fillColor('#57606a')
    for (const line of lines) pdf.text(line)
    y = pdf.y + gap
  }
  pdf.fontSize(7)
  let bottom = y
  const headings = [{ title: 'Image', caveat: null }, ...columns]
  for (const [column, heading] of headings.entries()) {
    const x = margin + column * (room + gap)
    pdf.fillColor('#1b1f24').text(heading.title, x, y, { width: room })
    if (heading.caveat) pdf.fillColor('#8a5a00').text(heading.caveat, { width: room })
    bottom = Math.max(bottom, pdf.y)
  }
  return bottom + gap / 2
}

async function drawRow(
  pdf: Pdf,
  row: SheetRow,
  head: SheetHead,
  { y, side, room }: { y: number; side: number; room: number },
): Promise<void> {
  const below = y + (side * head.shape[0]) / head.shape[1] + 1
  const write = (texts: readonly string[], x: number): void => {
    pdf.fontSize(6.5).fillColor('#1b1f24')
    for (const [line, text] of texts.entries()) {
      pdf.text(text, x, below + line * textHeight, {
        width: room,
        height: textHeight,
        ellipsis: true,
        lineBreak: false,
      })
    }
  }
  const draw = async (picture: Picture, x: number): Promise<void> => {
    pdf.image(await encodePng(picture), x, y, { width: side })
  }
  await draw(pictureOfImage(row.pixels, head.shape), margin)
  write([verdictOf(row, head.names), detailOf(row)], margin)
  for (const [place, { map, sentence }] of row.cells.entries()) {
    const x = margin + (place + 1) * (room + gap)
    if (map && sentence === null) await draw(pictureOfMap(map), x)
    else
      pdf
        .fontSize(7)
        .fillColor('#57606a')
        .text(sentence ?? '', x, y, { width: side, height: below - y, ellipsis: true })
    if (map) write([rangeOf(map), scoresText(map.scores)], x)
  }
}
