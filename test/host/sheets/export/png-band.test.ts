import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { create, type Font } from 'fontkit'
import sharp from 'sharp'
import { expect, it } from 'vitest'
import { createBand } from '../../../../src-main/host/sheets/export/png-band.ts'
import { createWords } from '../../../../src-main/host/sheets/export/words.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'
import { programFolder } from '../../../support/test-host.ts'

const font = create(readFileSync(join(programFolder, 'resources', 'fonts', 'inter-regular.woff'))) as Font

it('draws whatever letters a text has, and is white again afterwards', async () => {
  const [width, height] = [400, 40]
  const band = createBand(createWords(font), width, height)
  const darkest = async (path: string): Promise<number[]> => {
    const { data } = await sharp(path).greyscale().raw().toBuffer({ resolveWithObject: true })
    const columns = Array.from({ length: width }, (_, x) => x)
    const dark = columns.filter((x) =>
      Array.from({ length: height }, (_, y) => data[y * width + x] ?? 255).some((it) => it < 128),
    )
    return [dark[0] ?? -1, dark.at(-1) ?? -1]
  }
  const path = join(temporaryFolder(), 'band.png')
  // Two or three bytes a letter, from each place of the first.
  for (const before of ['', 'x', 'xx']) {
    band.text(before + '−×'.repeat(12), { x: 20, y: 20 })
    await band.write(path)
    const [left = 0, right = 0] = await darkest(path)
    expect(left).toBeGreaterThanOrEqual(20)
    expect(right).toBeGreaterThan(150)
    expect(right).toBeLessThanOrEqual(280)
  }
  await band.write(path)
  expect(await darkest(path)).toEqual([-1, -1])
})
