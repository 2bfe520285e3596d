import type { Shape3 } from '../network/network.ts'
import { forwardDct, inverseDct } from './jpeg-dct.ts'

/** ITU-T T.81, tables K.1 and K.2, row by row. */
const lumaTable = Uint8Array.of(
  ...[16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56],
  ...[14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92],
  ...[49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99],
)
const chromaTable = Uint8Array.of(
  ...[17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99],
  ...[47, 66, 99, 99, 99, 99, 99, 99, ...Array<number>(32).fill(99)],
)

/** One component of an image, its sides padded to whole blocks by its last row and column. */
interface Plane {
  readonly width: number
  readonly height: number
  readonly samples: Uint8Array
}

/**
 * What an image becomes by being saved as baseline JPEG of a quality (1 … 100) with chroma at half the resolution, and read
 * again: libjpeg-turbo's defaults, as Pillow uses them, bit for bit. The entropy coding in between loses nothing and is
 * left out. Images of three channels, or of one.
 */
export function throughJpeg(pixels: Uint8Array, [height, width, channels]: Shape3, quality: number): Uint8Array {
  const luma = scaleTable(lumaTable, quality)
  if (channels === 1) {
    const samples = throughBlocks(padTo({ width, height, samples: pixels }, 8), luma)
    return crop(samples, height, width)
  }
  const [y, cb, cr] = toYcc(padTo3(pixels, height, width))
  const chroma = scaleTable(chromaTable, quality)
  const [halfHeight, halfWidth] = [Math.ceil(height / 2), Math.ceil(width / 2)]
  const coarse = (plane: Plane): Uint8Array => crop(throughBlocks(halve(plane), chroma), halfHeight, halfWidth)
  const fine = (plane: Plane): Uint8Array => double(coarse(plane), halfHeight, halfWidth)
  return toRgb(crop(throughBlocks(y, luma), height, width), fine(cb), fine(cr), height, width)
}

/** libjpeg's `jpeg_quality_scaling` and `jpeg_add_quant_table`, to 8 bits. */
function scaleTable(table: Uint8Array, quality: number): Int32Array {
  const percent = quality < 50 ? Math.trunc(5000 / quality) : 200 - 2 * quality
  return Int32Array.from(table, (value) => Math.min(255, Math.max(1, Math.trunc((value * percent + 50) / 100))))
}

const roundUp = (size: number, multiple: number): number => Math.ceil(size / multiple) * multiple

function padTo({ width, height, samples }: Plane, multiple: number): Plane {
  const [padWidth, padHeight] = [roundUp(width, multiple), roundUp(height, multiple)]
  const padded = new Uint8Array(padWidth * padHeight)
  for (let y = 0; y < padHeight; y++) {
    const row = Math.min(y, height - 1) * width
    for (let x = 0; x < padWidth; x++) padded[y * padWidth + x] = samples[row + Math.min(x, width - 1)] as number
  }
  return { width: padWidth, height: padHeight, samples: padded }
}

function padTo3(pixels: Uint8Array, height: number, width: number): Plane[] {
  return [0, 1, 2].map((channel) => {
    const samples = new Uint8Array(height * width)
    for (let i = 0; i < samples.length; i++) samples[i] = pixels[3 * i + channel] as number
    return padTo({ width, height, samples }, 16)
  })
}

function crop({ width, samples }: Plane, height: number, cropWidth: number): Uint8Array {
  const output = new Uint8Array(height * cropWidth)
  for (let y = 0; y < height; y++) output.set(samples.subarray(y * width, y * width + cropWidth), y * cropWidth)
  return output
}

/** `rgb_ycc_convert`: 16 bits behind the point. */
function toYcc([red, green, blue]: Plane[]): [Plane, Plane, Plane] {
  const { width, height, samples } = red as Plane
  const count = samples.length
  const plane = (): Plane => ({ width, height, samples: new Uint8Array(count) })
  const [y, cb, cr] = [plane(), plane(), plane()]
  for (let i = 0; i < count; i++) {
    const r = samples[i] as number
    const g = (green as Plane).samples[i] as number
    const b = (blue as Plane).samples[i] as number
    y.samples[i] = (19595 * r + 38470 * g + 7471 * b + 32768) >> 16
    cb.samples[i] = (-11059 * r - 21709 * g + 32768 * b + 8388608 + 32767) >> 16
    cr.samples[i] = (32768 * r - 27439 * g - 5329 * b + 8388608 + 32767) >> 16
  }
  return [y, cb, cr]
}

/** `h2v2_downsample`: the mean of 2 × 2 samples, halves rounded up in every other column only. */
function halve({ width, height, samples }: Plane): Plane {
  const output = new Uint8Array((width * height) / 4)
  let at = 0
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      const i = y * width + x
      const upper = (samples[i] as number) + (samples[i + 1] as number)
      const lower = (samples[i + width] as number) + (samples[i + width + 1] as number)
      output[at++] = (upper + lower + (x % 4 === 0 ? 1 : 2)) >> 2
    }
  }
  return { width: width / 2, height: height / 2, samples: output }
}

/** Each block transformed, quantized to multiples of the table and transformed back. */
function throughBlocks({ width, height, samples }: Plane, table: Int32Array): Plane {
  const output = new Uint8Array(samples.length)
  const block = new Int32Array(64)
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      const place = (i: number): number => (top + (i >> 3)) * width + left + (i & 7)
      for (let i = 0; i < 64; i++) block[i] = (samples[place(i)] as number) - 128
      forwardDct(block)
      for (let i = 0; i < 64; i++) {
        const value = block[i] as number
        const step = table[i] as number
        const level = Math.trunc((Math.abs(value) + 4 * step) / (8 * step))
        block[i] = (value < 0 ? -level : level) * step
      }
      inverseDct(block)
      for (let i = 0; i < 64; i++) output[place(i)] = Math.min(255, Math.max(0, (block[i] as number) + 128))
    }
  }
  return { width, height, samples: output }
}

/** `h2v2_fancy_upsample`: three parts of the nearer sample and one of the farther, along both axes. */
function double(samples: Uint8Array, height: number, width: number): Uint8Array {
  const output = new Uint8Array(4 * height * width)
  const sums = new Int32Array(width)
  for (let y = 0; y < 2 * height; y++) {
    const near = (y >> 1) * width
    const far = Math.min(height - 1, Math.max(0, (y >> 1) + (y % 2 === 0 ? -1 : 1))) * width
    for (let x = 0; x < width; x++) sums[x] = 3 * (samples[near + x] as number) + (samples[far + x] as number)
    for (let x = 0; x < width; x++) {
      const sum = 3 * (sums[x] as number)
      const at = 2 * (y * width + x)
      output[at] = (sum + (sums[Math.max(0, x - 1)] as number) + 8) >> 4
      output[at + 1] = (sum + (sums[Math.min(width - 1, x + 1)] as number) + 7) >> 4
    }
  }
  return output
}

/** `ycc_rgb_convert`; chroma planes are `2 · ⌈width / 2⌉` wide. */
function toRgb(y: Uint8Array, cb: Uint8Array, cr: Uint8Array, height: number, width: number): Uint8Array {
  const pitch = 2 * Math.ceil(width / 2)
  const output = new Uint8ClampedArray(3 * height * width)
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const i = row * width + column
      const luma = y[i] as number
      const blue = (cb[row * pitch + column] as number) - 128
      const red = (cr[row * pitch + column] as number) - 128
      output[3 * i] = luma + ((91881 * red + 32768) >> 16)
      output[3 * i + 1] = luma + ((-22554 * blue - 46802 * red + 32768) >> 16)
      output[3 * i + 2] = luma + ((116130 * blue + 32768) >> 16)
    }
  }
  return new Uint8Array(output.buffer)
}
