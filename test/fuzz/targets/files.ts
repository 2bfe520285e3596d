import { crc32, gzipSync } from 'node:zlib'
import type { Random } from '../../../src-main/core/random.ts'
import { maskedCrc32c } from '../../../src-main/host/imported-runs/crc32c.ts'
import { chance, oddNumbers, oddString, pick } from '../make/choose.ts'
import { mutateBytes } from '../make/mutate-bytes.ts'
import { mutateJson } from '../make/mutate-json.ts'
import { makeZip } from '../make/zip.ts'
import type { Seeds, Target } from '../target.ts'

const seedOf = (random: Random, { files }: Seeds, name: string): Uint8Array => pick(random, files[name] ?? [])

/** Archives of images, and what makes tools write outside of their folder or fill the memory. */
export const zip: Target = {
  ...{ name: 'zip', share: 75, ending: 'zip', run: 'reader' },
  make: (random, { files }) => makeZip(random, files['zip'] ?? []),
}

/** JPEG, PNG and the other formats, damaged and with sizes that are not theirs. */
export const image: Target = {
  ...{ name: 'image', share: 73, ending: 'bin', run: 'reader' },
  make: (random, seeds) => mutateBytes(random, seedOf(random, seeds, 'image'), 6),
}

/** Images and labels of IDX in one: the length of the first, then both. */
export const idx: Target = {
  ...{ name: 'idx', share: 50, ending: 'bin', run: 'reader' },
  make(random) {
    const count = pick(random, [0, 1, 4, 10, 20])
    const [height, width] = [pick(random, [0, 1, 5, 28]), pick(random, [1, 4, 28])]
    const labels = Array.from({ length: count }, () => random.integer(3))
    const wrong = (bytes: Uint8Array): Uint8Array => {
      const lied = chance(random, 0.5) ? lieInHeader(random, bytes) : bytes
      const changed = chance(random, 0.3) ? mutateBytes(random, lied) : lied
      if (!chance(random, 0.3)) return changed
      const packed = gzipSync(changed)
      return chance(random, 0.5) ? mutateBytes(random, packed) : packed
    }
    const images = wrong(idxFile([count, height, width], Buffer.alloc(count * height * width, 7)))
    const size = Buffer.alloc(4)
    size.writeUInt32BE(images.length)
    return Buffer.concat([size, images, wrong(idxFile([count], Uint8Array.from(labels)))])
  },
}

function idxFile(shape: readonly number[], values: Uint8Array): Uint8Array {
  const head = Buffer.alloc(4 + 4 * shape.length)
  head.set([0, 0, 8, shape.length])
  shape.forEach((size, i) => head.writeUInt32BE(size, 4 + 4 * i))
  return Buffer.concat([head, values])
}

function lieInHeader(random: Random, bytes: Uint8Array): Uint8Array {
  const lied = Buffer.from(bytes)
  const at = 4 + 4 * random.integer(3)
  const lie = pick(random, [0, 1, 3, 255, 65_536, 0x7fffffff, 0x80000000, 0xffffffff])
  if (at + 4 <= lied.length) lied.writeUInt32BE(lie, at)
  return lied
}

/** HDF5 as Keras 2, Keras 3 and this program write it. */
export const h5: Target = {
  ...{ name: 'h5', share: 20, ending: 'h5', run: 'reader' },
  make: (random, seeds) => mutateBytes(random, seedOf(random, seeds, 'h5'), 6),
}

/** Keras's zip, whose entries are damaged within, or the zip around them. */
export const keras: Target = {
  ...{ name: 'keras', share: 15, ending: 'keras', run: 'reader' },
  make: (random, seeds) => mutateBytes(random, seedOf(random, seeds, 'keras'), 6),
}

/** The header of safetensors as JSON and as bytes. */
export const safetensors: Target = {
  ...{ name: 'safetensors', share: 20, ending: 'safetensors', run: 'reader' },
  make(random, seeds) {
    const bytes = seedOf(random, seeds, 'safetensors')
    if (chance(random, 0.4)) return mutateBytes(random, bytes, 6)
    const file = Buffer.from(bytes)
    const length = Number(file.readBigUInt64LE(0))
    const header = mutateJson(random, JSON.parse(file.toString('utf8', 8, 8 + length)), 4)
    const text = Buffer.from(JSON.stringify(header) ?? 'null')
    const size = Buffer.alloc(8)
    const claimed = chance(random, 0.1) ? pick(random, oddNumbers.filter(Number.isSafeInteger)) : text.length
    size.writeBigInt64LE(BigInt(claimed))
    return Buffer.concat([size, text, file.subarray(8 + length)])
  },
}

/** The `model.json` of TensorFlow.js; its shards lie beside it and are whole. */
export const tfjs: Target = {
  ...{ name: 'tfjs', share: 15, ending: 'json', run: 'reader' },
  make(random, seeds) {
    const bytes = seedOf(random, seeds, 'tfjs')
    if (chance(random, 0.3)) return mutateBytes(random, bytes, 6)
    const model = JSON.parse(Buffer.from(bytes).toString()) as unknown
    return Buffer.from(JSON.stringify(mutateJson(random, model, 4)) ?? 'null')
  },
}

/**
 * Logs of other programs: a byte for the kind, then the file. Records of event files and of W&B are changed within, under
 * a checksum that confirms them, or nothing would get further than that.
 */
export const logs: Target = {
  ...{ name: 'logs', share: 30, ending: 'bin', run: 'reader' },
  make(random, { files }) {
    const seed = Buffer.from(pick(random, files['logs'] ?? []))
    const kind = seed.subarray(0, 1)
    const file = seed.subarray(1)
    const isWhole = chance(random, 0.3)
    const changed =
      kind[0] === 0 && !isWhole
        ? mutateEvents(random, file)
        : kind[0] === 1 && !isWhole
          ? mutateWandb(random, file)
          : mutateBytes(random, file, 6)
    return Buffer.concat([kind, changed])
  },
}

function mutateEvents(random: Random, file: Buffer): Uint8Array {
  const parts: Uint8Array[] = []
  for (let at = 0; at < file.length;) {
    const length = Number(file.readBigUInt64LE(at))
    const record = file.subarray(at + 12, at + 12 + length)
    const bytes = chance(random, 0.3) ? mutateBytes(random, record, 3) : record
    const head = Buffer.alloc(12)
    head.writeBigUInt64LE(BigInt(bytes.length))
    head.writeUInt32LE(maskedCrc32c(head.subarray(0, 8)), 8)
    const foot = Buffer.alloc(4)
    foot.writeUInt32LE(maskedCrc32c(bytes))
    parts.push(head, bytes, foot)
    at += 16 + length
  }
  return Buffer.concat(parts)
}

/** Of one block, as the seed is: all records are whole. */
function mutateWandb(random: Random, file: Buffer): Uint8Array {
  const parts: Uint8Array[] = [file.subarray(0, 7)]
  for (let at = 7; at + 7 <= file.length;) {
    const length = file.readUInt16LE(at + 4)
    const record = file.subarray(at + 7, at + 7 + length)
    const bytes = chance(random, 0.3) ? mutateBytes(random, record, 3).subarray(0, 60_000) : record
    const head = Buffer.alloc(7)
    head.writeUInt32LE(crc32(bytes, crc32(Buffer.of(1))))
    head.writeUInt16LE(bytes.length, 4)
    head.writeUInt8(1, 6)
    parts.push(head, bytes)
    at += 7 + length
  }
  return Buffer.concat(parts)
}

/** A file for `run`, and what stands behind `--set`: as JSON `{ text, settings }`. */
export const config: Target = {
  ...{ name: 'config', share: 20, ending: 'json', run: 'reader' },
  make(random, seeds) {
    const written = JSON.stringify(mutateJson(random, pick(random, seeds.configs)), null, 1) ?? ''
    const text = chance(random, 0.3) ? Buffer.from(mutateBytes(random, Buffer.from(written))).toString() : written
    const settings = Array.from({ length: random.integer(4) }, () => setting(random, seeds))
    return Buffer.from(JSON.stringify({ text, settings }))
  },
}

function setting(random: Random, { words }: Seeds): string {
  const part = (): string => (chance(random, 0.7) ? pick(random, words['setting'] ?? []) : oddString(random))
  const path = [
    part(),
    ...(chance(random, 0.5) ? [pick(random, ['params', 'id', '0', '1e9', '-1', '__proto__', part()])] : []),
  ]
  if (chance(random, 0.4))
    path.push(pick(random, ['epsilon', 'multiplier', 'params', '__proto__', 'constructor', '0', part()]))
  const value = chance(random, 0.5)
    ? pick(random, ['1', '"a"', '[]', '{"id":"sgd"}', 'fgsm:epsilon=2/255', '', '1e999', '{"__proto__":1}'])
    : oddString(random)
  return chance(random, 0.9) ? `${path.join('.')}=${value}` : part()
}

/** Archives and weights again, but few: the whole way through the shipped host and its threads. */
export const imports: Target = {
  ...{ name: 'imports', share: 2, ending: 'bin' },
  make(random, seeds) {
    const kind = random.integer(kinds.length)
    const bytes = (kinds[kind] as Target).make(random, seeds)
    return Buffer.concat([Buffer.of(kind), bytes])
  },
  async run(bytes, { built }) {
    const { name, ending } = kinds[bytes[0] as number] ?? zip
    const call = name === 'zip' ? 'datasets.check' : 'weights.import'
    return (await built()).read(call, `import.${ending}`, bytes.subarray(1))
  },
}

const kinds: readonly Target[] = [zip, h5, keras, safetensors]
