import { writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fontFile } from '../../../../src-main/host/sheets/export/typeface.ts'
import { writePdf } from '../../../../src-main/host/sheets/export/write-pdf.ts'
import type { SheetRow } from '../../../../src-main/host/sheets/sheet-rows.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'
import { programFolder } from '../../../support/test-host.ts'

const head = {
  ...{ title: 'Many', lines: ['100 images.'], sides: ['base'], names: ['oboe'], columns: [] },
  shape: [8, 8, 3] as const,
}
const font = fontFile(join(programFolder, 'resources'))

it('draws no further row where its file cannot be written, and throws why', async () => {
  const path = join(temporaryFolder(), 'sheet.pdf')
  writeFileSync(path, '')
  let drawn = 0
  async function* rows(): AsyncGenerator<SheetRow> {
    for (; drawn < 100; drawn++) {
      yield { image: drawn, sides: [{ prediction: null, pixels: new Uint8Array(8 * 8 * 3), cells: [] }] }
    }
  }
  const file = await open(path, 'r')
  await expect(writePdf(file, head, rows(), font)).rejects.toMatchObject({ syscall: 'write' })
  expect(drawn).toBeLessThan(100)
  await file.close()
})

it('lets the file go where its rows end with an error', async () => {
  const path = join(temporaryFolder(), 'sheet.pdf')
  async function* rows(): AsyncGenerator<SheetRow> {
    yield { image: 0, sides: [{ prediction: null, pixels: new Uint8Array(8 * 8 * 3), cells: [] }] }
    throw new Error('The engine ended.')
  }
  const file = await open(path, 'wx+')
  await expect(writePdf(file, head, rows(), font)).rejects.toThrow('The engine ended.')
  await file.close()
})
