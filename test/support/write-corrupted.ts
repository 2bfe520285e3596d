import { join } from 'node:path'
import { picture, writeFiles } from './images.ts'

const jpegOf = (seed: number, size: number): Promise<Buffer> => picture(seed, size).jpeg({ quality: 85 }).toBuffer()

/** A folder like Tiny-ImageNet-C's: for each corruption and severity these files, each another picture. Returns it. */
export async function writeCorrupted(
  folder: string,
  corruptions: readonly string[],
  files: readonly string[],
  size = 16,
): Promise<string> {
  const root = join(folder, 'Tiny-ImageNet-C')
  for (const [kind, corruption] of corruptions.entries()) {
    for (let severity = 1; severity <= 5; severity++) {
      const images: Record<string, Uint8Array> = {}
      for (const [at, file] of files.entries()) images[file] = await jpegOf(1000 * kind + 100 * severity + at, size)
      writeFiles(join(root, corruption, String(severity)), images)
    }
  }
  return root
}
