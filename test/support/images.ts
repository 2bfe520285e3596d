import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import { createRandom } from '../../src-main/core/random.ts'

/** A smooth random picture, so that JPEG keeps it alike. */
export function picture(seed: number, width = 8, height = width): Sharp {
  const random = createRandom(seed)
  const [red, green, blue] = [random.integer(256), random.integer(256), random.integer(256)]
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const value = [red, green, blue][i % 3] as number
    return Math.min(255, value + (Math.floor(i / 3) % width))
  })
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}

export const jpeg = (seed: number, width?: number, height?: number): Promise<Buffer> =>
  picture(seed, width, height).jpeg({ quality: 95 }).toBuffer()

export const png = (seed: number, width?: number, height?: number): Promise<Buffer> =>
  picture(seed, width, height).png().toBuffer()

/** Writes files below a folder, making the folders between. */
export function writeFiles(root: string, files: Readonly<Record<string, Uint8Array | string>>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return root
}
