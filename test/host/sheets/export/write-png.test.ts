import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, it } from 'vitest'
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
  const resources = join(programFolder, 'resources')
  await writePng(path, head, { rows: rows(), count, resources, folder })
  expect(bands.length).toBeGreaterThan(1)
  for (const name of bands.slice(0, 2)) {
    const { width = 0, height = 0 } = await sharp(join(folder, name)).metadata()
    expect(width * height).toBeLessThanOrEqual(4e6)
  }
  const { data, info } = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const rowHeight = (info.height - 114) / count
  const pixel = (x: number, y: number): number[] => Array.from(data.subarray((y * info.width + x) * 3).subarray(0, 3))
  const tops = Array.from({ length: count }, (_, image) => pixel(12, 114 + image * rowHeight))
  expect(tops).toEqual(Array.from({ length: count }, (_, image) => colour(image)))
  expect(pixel(12 + 127, 114 + (count - 1) * rowHeight + 127)).toEqual(colour(count - 1))
})
