import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { resolveParams } from '../contract/catalog.ts'
import { AppError } from '../contract/wire.ts'
import { datasets } from '../core/datasets/index.ts'
import { drawShape, type ShapesParams } from '../core/datasets/shapes.ts'
import { openSource } from '../host/datasets/source.ts'

export const classes = 20

/** JPEGs on disk, for the import and for epochs of both programs. */
export interface BenchImages {
  /** What an import reads. */
  readonly source: string
  /** Folder with `train/<class>/*.jpg` and `val`; `count` training images. */
  readonly epoch: { readonly images: string; readonly count: number }
  readonly longEpoch: { readonly images: string; readonly count: number }
  /** What they are, for the record. */
  readonly description: string
}

/** For what reads no images. */
export const noImages: BenchImages = {
  ...{ source: '', epoch: { images: '', count: 0 }, longEpoch: { images: '', count: 0 }, description: '' },
}

/** Different drawn images; files repeat them. */
const drawn = 512

/** Unpacks the first JPEGs of a source into folders, or draws some of `size` px where none is given. */
export async function prepareImages(folder: string, given: string | null, size: number, isQuick: boolean) {
  const [few, many, all] = isQuick ? [128, 128, 512] : [512, 2048, 8192]
  const jpegs = given === null ? await draw(size) : await readJpegs(given, many)
  const write = (name: string, count: number): { images: string; count: number } => {
    const images = join(folder, name)
    writeSplit(join(images, 'train'), jpegs, count)
    writeSplit(join(images, 'val'), jpegs, classes)
    return { images, count }
  }
  const counts = { few: Math.min(few, jpegs.length * all), many: Math.min(many, jpegs.length * all) }
  return {
    source: given ?? write('import', all).images,
    epoch: write('epoch', counts.few),
    longEpoch: write('long-epoch', counts.many),
    description: given === null ? `${all} drawn JPEGs of ${size} px` : 'JPEGs of the given source',
  } satisfies BenchImages
}

function writeSplit(folder: string, jpegs: readonly Uint8Array[], count: number): void {
  const first = new Map<number, string>()
  for (let label = 0; label < classes; label++) mkdirSync(join(folder, `class-${label + 10}`), { recursive: true })
  for (let index = 0; index < count; index++) {
    const file = join(folder, `class-${(index % classes) + 10}`, `${index}.jpg`)
    const from = index % jpegs.length
    const known = first.get(from)
    if (known === undefined) {
      writeFileSync(file, jpegs[from] as Uint8Array)
      first.set(from, file)
    } else copyFileSync(known, file)
  }
}

async function draw(size: number): Promise<Uint8Array[]> {
  const entry = datasets.find(({ id }) => id === 'shapes')
  if (!entry) throw new Error('The catalog has no shapes.')
  const params = resolveParams(entry, { size, classes: 8 }) as unknown as ShapesParams
  return Promise.all(
    Array.from({ length: drawn }, (_, index) => {
      const pixels = new Uint8Array(size * size * 3)
      drawShape(params, 'train', index, pixels)
      return sharp(pixels, { raw: { width: size, height: size, channels: 3 } })
        .jpeg({ quality: 75 })
        .toBuffer()
    }),
  )
}

/** The first `most` JPEGs, from all over the source. */
async function readJpegs(path: string, most: number): Promise<Uint8Array[]> {
  const source = await openSource(path)
  try {
    const files = source.files.filter((file) => /\.jpe?g$/i.test(file.path))
    if (files.length === 0) throw new AppError('invalid-input', `There are no JPEGs in ${path}.`)
    const every = Math.max(1, Math.floor(files.length / most))
    const chosen = files.filter((_, i) => i % every === 0).slice(0, most)
    return await Promise.all(chosen.map((file) => source.read(file.path)))
  } finally {
    source.close()
  }
}
