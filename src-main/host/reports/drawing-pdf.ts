import PdfDocument from 'pdfkit'
import type { Drawing, Shape } from '../../contract/drawing.ts'
import { fontFile, openTypeface } from '../sheets/export/typeface.ts'

type Pdf = InstanceType<typeof PdfDocument>

/** Points of a PDF for a pixel of a screen. */
const scale = 0.75

/** A drawing as a PDF of one page of its size: lines and letters as such, with the typeface embedded. */
export async function drawingPdf(drawing: Drawing, resources: string): Promise<Uint8Array<ArrayBuffer>> {
  const { letters } = openTypeface(resources)
  const { width, height, area, background, title } = drawing
  const pdf = new PdfDocument({
    ...{ size: [width * scale, height * scale], margin: 0, font: fontFile(resources) },
    info: { Title: letters(title), Creator: 'Adversarium' },
  })
  const pieces: Uint8Array[] = []
  const written = new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
    pdf.on('data', (piece: Uint8Array) => pieces.push(piece))
    pdf.on('end', () => resolve(Uint8Array.from(Buffer.concat(pieces))))
    pdf.on('error', reject)
  })
  pdf.scale(scale)
  pdf.rect(0, 0, width, height).fill(background.slice(0, 7))
  for (const shape of drawing.shapes) {
    pdf.save()
    if (shape.kind === 'text') write(pdf, shape, letters(shape.text))
    else {
      // As in the SVG: a mark at the edge may stand over it.
      if (shape.isInside) {
        pdf.rect(area.left, area.top - 4, area.right - area.left + 4, area.bottom - area.top + 8).clip()
      }
      paint(pdf, shape)
    }
    pdf.restore()
  }
  pdf.end()
  return written
}

function paint(pdf: Pdf, shape: Exclude<Shape, { kind: 'text' }>): void {
  if (shape.kind === 'circle') pdf.circle(...shape.at, shape.radius)
  else {
    shape.points.forEach(([x, y], at) => (at === 0 ? pdf.moveTo(x, y) : pdf.lineTo(x, y)))
    if (shape.isClosed) pdf.closePath()
  }
  const { stroke, fill, width = 1, dash = [], fillOpacity = 1 } = shape
  pdf.lineJoin('round').lineWidth(width)
  if (dash.some((length) => length > 0)) pdf.dash(dash[0] as number, { space: dash[1] ?? dash[0] })
  if (fill !== undefined) pdf.fillColor(fill.slice(0, 7)).fillOpacity(opacityOf(fill) * fillOpacity)
  if (stroke !== undefined) pdf.strokeColor(stroke.slice(0, 7)).strokeOpacity(opacityOf(stroke))
  if (fill !== undefined && stroke !== undefined) pdf.fillAndStroke()
  else if (fill !== undefined) pdf.fill()
  else if (stroke !== undefined) pdf.stroke()
}

/** The typeface has one weight: what is bold has a line around its letters. */
function write(
  pdf: Pdf,
  { at: [x, y], size, anchor, fill, isBold }: Extract<Shape, { kind: 'text' }>,
  text: string,
): void {
  pdf.fontSize(size)
  const width = pdf.widthOfString(text)
  const left = anchor === 'start' ? x : anchor === 'middle' ? x - width / 2 : x - width
  const color = fill.slice(0, 7)
  pdf
    .fillColor(color)
    .fillOpacity(opacityOf(fill))
    .strokeColor(color)
    .lineWidth(size * 0.03)
  pdf.text(text, left, y, { lineBreak: false, baseline: 'alphabetic', stroke: isBold === true, fill: true })
}

const opacityOf = (color: string): number => (color.length === 9 ? parseInt(color.slice(7), 16) / 255 : 1)
