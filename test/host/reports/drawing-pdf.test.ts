import { resolve } from 'node:path'
import { extractText, getDocumentProxy } from 'unpdf'
import { describe, expect, it } from 'vitest'
import type { Drawing } from '../../../src-main/contract/drawing.ts'
import { drawingPdf } from '../../../src-main/host/reports/drawing-pdf.ts'

const resources = resolve(import.meta.dirname, '../../../resources')
const drawing: Drawing = {
  ...{ title: 'Accuracy', width: 400, height: 200, background: '#ffffff' },
  area: { left: 40, top: 20, right: 390, bottom: 180 },
  shapes: [
    { kind: 'path', points: [[40, 180], [390, 20]], stroke: '#179aac80', width: 2, dash: [4, 3], isInside: true }, // prettier-ignore
    { kind: 'path', points: [[40, 180], [390, 20], [390, 60]], isClosed: true, fill: '#bf7e27', fillOpacity: 0.2 }, // prettier-ignore
    { kind: 'circle', at: [100, 100], radius: 3, fill: '#000000', stroke: '#ffffff' },
    {
      kind: 'text',
      at: [10, 15],
      text: 'Genauigkeit ≤ 8/255, 日',
      size: 11,
      anchor: 'start',
      fill: '#1b1d21',
      isBold: true,
    },
    { kind: 'text', at: [200, 195], text: 'epoch', size: 11, anchor: 'middle', fill: '#1b1d21' },
  ],
}

describe('drawingPdf', () => {
  it('is one page of its size whose letters can be read, with "?" for those that the typeface lacks', async () => {
    const pdf = await getDocumentProxy(await drawingPdf(drawing, resources))
    expect(pdf.numPages).toBe(1)
    const { view } = await pdf.getPage(1)
    expect(view).toEqual([0, 0, 300, 150])
    const { text } = await extractText(pdf, { mergePages: true })
    expect(text).toContain('Genauigkeit ≤ 8/255, ?')
    expect(text).toContain('epoch')
  })

  it('holds its typeface and lines, and no picture', async () => {
    const content = Buffer.from(await drawingPdf(drawing, resources)).toString('latin1')
    expect(content).toMatch(/\/FontFile[23]?\b/)
    expect(content).not.toContain('/Subtype /Image')
  })
})
