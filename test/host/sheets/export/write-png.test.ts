import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { createBreakLines } from '../../../../src-main/host/sheets/export/text-lines.ts'
import { openTypeface } from '../../../../src-main/host/sheets/export/typeface.ts'
import { createWords } from '../../../../src-main/host/sheets/export/words.ts'
import { writePng } from '../../../../src-main/host/sheets/export/write-png.ts'
import type { SheetRow } from '../../../../src-main/host/sheets/sheet-rows.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'
import { programFolder } from '../../../support/test-host.ts'

const side = 16
const count = 300
const head = {
  ...{ title: 'Many', lines: ['300 images.'], sides: ['base'], names: ['oboe'], columns: [] },
  shape: [side, side, 3] as const,
}
const { font } = openTypeface(join(programFolder, 'resources'))
const colour = (image: number): number[] => [image % 256, 255 - (image % 256), 7]

it('composes hundreds of rows in bands, none of which is large, and joins them without a seam', async () => {
  const work = temporaryFolder()
  const folder = join(work, 'bands')
  let bands: string[] = []
  async function* rows(): AsyncGenerator<SheetRow> {
    for (let image = 0; image < count; image++) {
      const pixels = Uint8Array.from(Array.from({ length: side * side }, () => colour(image)).flat())
      yield { image, sides: [{ prediction: null, pixels, cells: [] }] }
    }
    bands = await readdir(folder)
  }
  const path = join(work, 'many.png')
  await writePng(path, head, { rows: rows(), count, font, folder })
  expect(bands.length).toBeGreaterThan(1)
  for (const name of bands.slice(0, 2)) {
    const { width = 0, height = 0 } = await sharp(join(folder, name)).metadata()
    expect(width * height).toBeLessThanOrEqual(4e6)
  }
  const { height, pixel } = await readPixels(path)
  const top = Array.from({ length: height }, (_, y) => y).find((y) => pixel(12, y).join() === colour(0).join()) ?? 0
  const rowHeight = (height - top) / count
  const tops = Array.from({ length: count }, (_, image) => pixel(12, top + image * rowHeight))
  expect(tops).toEqual(Array.from({ length: count }, (_, image) => colour(image)))
  expect(pixel(12 + 127, top + (count - 1) * rowHeight + 127)).toEqual(colour(count - 1))
})

it('breaks sentences, headings and the lines of its head between words, and prints all of them', async () => {
  const work = temporaryFolder()
  const sentence = 'The map of this image is zero at every place, so that nothing can be told from it.'
  const columns = [{ title: 'Guided backpropagation, negative part of it', caveat: `${sentence} ${sentence}` }]
  const cell = { map: null, sentence }
  async function* rows(): AsyncGenerator<SheetRow> {
    yield { image: 0, sides: [{ prediction: null, pixels: new Uint8Array(side * side * 3), cells: [cell] }] }
  }
  const broken = createBreakLines(createWords(font), 11)(sentence, 150)
  expect(broken.length).toBeGreaterThan(2)
  const heights: number[] = []
  for (const lines of [['One.'], ['One.', sentence.repeat(3), sentence.repeat(3)]]) {
    const path = join(work, `${lines.length}.png`)
    const folder = join(work, String(lines.length))
    await writePng(path, { ...head, columns, lines }, { rows: rows(), count: 1, font, folder })
    const { height, pixel } = await readPixels(path)
    heights.push(height)
    const top = Array.from({ length: height }, (_, y) => y).find((y) => pixel(13, y).join() === '0,0,0') ?? 0
    // Beside the picture, in the second column: lines of ink with white between them.
    const isInk = (y: number): boolean =>
      Array.from({ length: 150 }, (_, x) => pixel(174 + x, y)[0] ?? 255).some((it) => it < 128)
    const inked = Array.from({ length: 128 }, (_, y) => isInk(top + y))
    expect(inked.filter((is, y) => is && !inked[y - 1])).toHaveLength(broken.length)
  }
  expect((heights[1] ?? 0) - (heights[0] ?? 0)).toBeGreaterThan(8 * 14)
})

it('says as the file system does why it cannot be written', async () => {
  const work = temporaryFolder()
  async function* rows(): AsyncGenerator<SheetRow> {}
  const path = join(work, 'no-folder', 'sheet.png')
  const written = writePng(path, head, { rows: rows(), count: 0, font, folder: join(work, 'bands') })
  await expect(written).rejects.toMatchObject({ code: 'EIO', syscall: 'write' })
})

async function readPixels(path: string) {
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  const pixel = (x: number, y: number): number[] => Array.from(data.subarray((y * width + x) * 3).subarray(0, 3))
  return { height, pixel }
}
