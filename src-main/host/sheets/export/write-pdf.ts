import type { FileHandle } from 'node:fs/promises'
import PdfDocument from 'pdfkit'
import type { SheetRow } from '../sheet-rows.ts'
import { encodePng, pictureOfImage, pictureOfMap } from './pictures.ts'
import { imageLines, mapLines, mostImageLines, type SheetHead } from './sheet-words.ts'

type Pdf = InstanceType<typeof PdfDocument>

/** Points. */
const margin = 36
const gap = 8
const textHeight = 9
const widest = 110
/** Of a column, in which its words can be read. */
const narrowest = 56
/** Across. */
const pages = [
  { name: 'A4', width: 841.89, height: 595.28 },
  { name: 'A3', width: 1190.55, height: 841.89 },
  { name: 'A2', width: 1683.78, height: 1190.55 },
] as const

interface Layout {
  readonly page: (typeof pages)[number]
  /** Widths of a column and of a picture in it; height of a row. */
  readonly room: number
  readonly side: number
  readonly rowHeight: number
}

function layoutOf({ sides, columns: { length }, shape }: SheetHead): Layout {
  const columns = sides.length * (length + 1)
  const roomOn = ({ width }: Layout['page']): number => (width - 2 * margin - (columns - 1) * gap) / columns
  const page = pages.find((candidate) => roomOn(candidate) >= narrowest) ?? pages[2]
  const room = roomOn(page)
  const side = Math.min(widest, room)
  return { page, room, side, rowHeight: (side * shape[0]) / shape[1] + (mostImageLines + 1) * textHeight + gap }
}

/**
 * Pages across, A4 where all columns can be read on it, with the names of the columns on each. `font`: a file. Throws what
 * the file system says while it is written, and then draws no further row.
 */
export async function writePdf(
  file: FileHandle,
  head: SheetHead,
  rows: AsyncIterable<SheetRow>,
  font: string,
): Promise<void> {
  const layout = layoutOf(head)
  const pdf = new PdfDocument({
    ...{ size: layout.page.name, layout: 'landscape', margin, autoFirstPage: false },
    font,
    info: { Title: head.title, Creator: 'Adversarium' },
  })
  // Pages are written while others are drawn: an error is kept until then, since an unheard one would end the host.
  const written = file.writeFile(pdf).then(
    () => null,
    (error: unknown) => ({ error }),
  )
  try {
    await drawRows(pdf, head, layout, rows)
  } catch (error) {
    pdf.destroy()
    await written
    throw error
  }
  const failed = await written
  if (failed) throw failed.error
}

/** As long as somebody takes the pages. */
async function drawRows(pdf: Pdf, head: SheetHead, layout: Layout, rows: AsyncIterable<SheetRow>): Promise<void> {
  let y = Infinity
  let isFirst = true
  for await (const row of rows) {
    if (pdf.destroyed) return
    if (y + layout.rowHeight > layout.page.height - margin) {
      y = beginPage(pdf, head, layout, isFirst)
      isFirst = false
    }
    await drawRow(pdf, row, head, layout, y)
    y += layout.rowHeight
  }
  if (isFirst) beginPage(pdf, head, layout, true)
  pdf.end()
}

/** Left edge of a column, counted over all sides. */
const leftOf = ({ room }: Layout, column: number): number => margin + column * (room + gap)

function beginPage(pdf: Pdf, head: SheetHead, layout: Layout, isFirst: boolean): number {
  const { title, lines, columns, sides } = head
  pdf.addPage()
  let y = margin
  if (isFirst) {
    pdf.fontSize(14).fillColor('#1b1f24').text(title, margin, y)
    pdf.fontSize(8).fillColor('#57606a')
    for (const line of lines) pdf.text(line)
    y = pdf.y + gap
  }
  const headings = [{ title: 'Image', caveat: null }, ...columns]
  if (sides.length > 1) {
    const width = headings.length * (layout.room + gap) - gap
    pdf.fontSize(8).fillColor('#1b1f24')
    for (const [side, name] of sides.entries()) {
      pdf.text(name, leftOf(layout, side * headings.length), y, { width, height: 10, ellipsis: true, lineBreak: false })
    }
    y += 12
  }
  pdf.fontSize(7)
  let bottom = y
  for (const [column, heading] of sides.flatMap(() => headings).entries()) {
    pdf.fillColor('#1b1f24').text(heading.title, leftOf(layout, column), y, { width: layout.room })
    // Its reason stands behind the colon, and once.
    const caveat = isFirst ? heading.caveat : heading.caveat?.split(':')[0]
    if (caveat) pdf.fillColor('#8a5a00').text(caveat, { width: layout.room })
    bottom = Math.max(bottom, pdf.y)
  }
  return bottom + gap / 2
}

async function drawRow(pdf: Pdf, row: SheetRow, head: SheetHead, layout: Layout, y: number): Promise<void> {
  const { side: width, room } = layout
  const below = y + (width * head.shape[0]) / head.shape[1] + 1
  const write = (texts: readonly string[], x: number): void => {
    pdf.fontSize(6.5).fillColor('#1b1f24')
    for (const [line, text] of texts.entries()) {
      const box = { width: room, height: textHeight, ellipsis: true, lineBreak: false }
      pdf.text(text, x, below + line * textHeight, box)
    }
  }
  const say = (sentence: string, x: number): void => {
    pdf
      .fontSize(7)
      .fillColor('#57606a')
      .text(sentence, x, y, { width, height: below - y, ellipsis: true })
  }
  for (const [at, side] of row.sides.entries()) {
    const first = at * (head.columns.length + 1)
    const x = leftOf(layout, first)
    if (typeof side.pixels === 'string') say(side.pixels, x)
    else pdf.image(await encodePng(pictureOfImage(side.pixels, head.shape)), x, y, { width })
    write(imageLines(row.image, side, head.names), x)
    for (const [place, { map, sentence }] of side.cells.entries()) {
      const left = leftOf(layout, first + place + 1)
      if (map && sentence === null) pdf.image(await encodePng(pictureOfMap(map)), left, y, { width })
      else say(sentence ?? '', left)
      if (map) write(mapLines(map), left)
    }
  }
}
