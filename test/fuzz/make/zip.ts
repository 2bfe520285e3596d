import { crc32 } from 'node:zlib'
import type { Random } from '../../../src-main/core/random.ts'
import { entryOf, packZip, type Archive, type Entry } from '../../support/pack-zip.ts'
import { chance, oddString, pick } from './choose.ts'
import { mutateBytes } from './mutate-bytes.ts'

const oddNames: readonly Buffer[] = [
  ...[
    '../fuzz-outside.png',
    'a/../../fuzz-outside.png',
    '/fuzz-outside.png',
    '..\\fuzz-outside.png',
    'C:/fuzz.png',
    'C:fuzz.png',
  ],
  ...[
    'a/./b.png',
    'a//b.png',
    './a/x.png',
    'a/',
    '/',
    '',
    'a/\0.png',
    'a\0/../../x.png',
    'CON',
    'a/nul.png',
    'a/x.png ',
    '__MACOSX/a.png',
  ],
  ...['wnids.txt', 'words.txt', 'val/val_annotations.txt', 'train-images-idx3-ubyte', 'train-labels-idx1-ubyte.gz'],
  ...[
    'a/\u001b[2J.png',
    'a/\n.png',
    'a/e\u0301.png',
    'a/é.png',
    '\u202ea/gnp.x',
    '__proto__/x.png',
    'constructor/x.png',
  ],
].map((name) => Buffer.from(name))

const odd32 = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 2 ** 30, 1000]

type Change = (archive: Archive, random: Random) => void

/** One entry of several, changed in place. */
const inEntry =
  (change: (entry: Entry, random: Random, archive: Archive) => void): Change =>
  (archive, random) => {
    const entry = archive.entries[random.integer(archive.entries.length)]
    if (entry) change(entry, random, archive)
  }

const changes: readonly Change[] = [
  inEntry((entry, random) => (entry.name = pick(random, oddNames))),
  inEntry((entry, random) => (entry.name = Buffer.from(`a/${oddString(random)}.png`).subarray(0, 65_000))),
  inEntry((entry, random) => (entry.name = Buffer.from(mutateBytes(random, entry.name)).subarray(0, 65_000))),
  inEntry((entry, random) => (entry.localName = pick(random, oddNames))),
  inEntry(
    (entry, random) =>
      (entry.mode = pick(random, [0o120777, 0o040755, 0o010644, 0o020644, 0o060644, 0o140644, 0, 0o104755])),
  ),
  inEntry((entry, random) => (entry.madeBy = pick(random, [0x0314, 0x0014, 0x0a14, 0xff14, 0x033f]))),
  inEntry((entry, random) => (entry.flags ^= pick(random, [0x800, 1, 8, 0x40, 0x2000]))),
  inEntry((entry, random) => (entry.method = pick(random, [0, 1, 9, 12, 14, 93, 99, 0xffff]))),
  inEntry((entry, random) => (entry.claims.bytes = pick(random, odd32))),
  inEntry((entry, random) => (entry.claims.packedBytes = pick(random, odd32))),
  inEntry((entry, random) => (entry.claims.crc = pick(random, odd32))),
  inEntry((entry, random) => (entry.claims.offset = pick(random, odd32))),
  inEntry((entry, random) => (entry.content = mutateBytes(random, entry.content))),
  inEntry((entry, random) => (entry.content = Buffer.alloc(pick(random, [0, 1, 100_000, 5_000_000])))),
  inEntry((entry, random) => (entry.content = Buffer.from(oddString(random)))),
  // Twice the same name, or the same bytes under many names.
  inEntry((entry, _, archive) => archive.entries.push({ ...entry })),
  inEntry((entry, random, archive) => {
    const count = chance(random, 0.05) ? 5000 : 20
    const shared = { ...entry, claims: { ...entry.claims, offset: 0 } }
    for (let i = 0; i < count; i++)
      archive.entries.push({ ...shared, content: Buffer.alloc(0), name: Buffer.from(`a/${i}.png`) })
  }),
  // Extra fields: zip64 sizes, a Unicode path of another name, noise.
  inEntry((entry, random) => {
    const sizes = Buffer.alloc(28)
    sizes.writeUInt16LE(1, 0)
    sizes.writeUInt16LE(pick(random, [24, 8, 0, 0xffff]), 2)
    for (const at of [4, 12, 20])
      sizes.writeBigUInt64LE(pick(random, [0n, 1n, 2n ** 40n, 2n ** 53n, 2n ** 64n - 1n]), at)
    entry.extra = sizes
    entry.claims = { bytes: 0xffffffff, packedBytes: 0xffffffff, offset: 0xffffffff }
  }),
  inEntry((entry, random) => {
    const other = pick(random, oddNames)
    const field = Buffer.alloc(9)
    field.writeUInt16LE(0x7075, 0)
    field.writeUInt16LE(5 + other.length, 2)
    field.writeUInt8(1, 4)
    field.writeUInt32LE(crc32(entry.name), 5)
    entry.extra = Buffer.concat([field, other])
  }),
  inEntry(
    (entry, random) =>
      (entry.extra = Buffer.from(Uint8Array.from({ length: random.integer(64) }, () => random.integer(256)))),
  ),
  (archive, random) => (archive.claims.entries = pick(random, [0, 1, 0xffff, 1000])),
  (archive, random) => (archive.claims.directoryBytes = pick(random, odd32)),
  (archive, random) => (archive.claims.directoryOffset = pick(random, odd32)),
  (archive, random) => (archive.comment = Buffer.from(`PK\x05\x06${oddString(random)}`).subarray(0, 65_000)),
  (archive, random) => {
    const odd = [0n, 1n, 22n, 1_000_000n, 2n ** 40n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]
    archive.zip64 = {
      entries: pick(random, odd),
      directoryBytes: pick(random, odd),
      directoryOffset: pick(random, odd),
    }
    archive.claims = { entries: 0xffff, directoryBytes: 0xffffffff, directoryOffset: 0xffffffff }
  },
]

/** A small archive of these images in two classes, or of Tiny ImageNet's layout, wrong in a few places. */
export function makeZip(random: Random, images: readonly Uint8Array[]): Uint8Array {
  const archive: Archive = {
    entries: chance(random, 0.7) ? folders(random, images) : tiny(random, images),
    comment: Buffer.alloc(0),
    claims: {},
  }
  for (let left = random.integer(4); left > 0; left--) pick(random, changes)(archive, random)
  const bytes = packZip(archive)
  return chance(random, 0.25) ? mutateBytes(random, bytes) : bytes
}

function folders(random: Random, images: readonly Uint8Array[]): Entry[] {
  const classes = chance(random, 0.8) ? ['a', 'b'] : [oddString(random), 'b']
  return classes.flatMap((name) => [0, 1, 2].map((i) => entryOf(`${name}/${i}.png`, pick(random, images))))
}

function tiny(random: Random, images: readonly Uint8Array[]): Entry[] {
  const ids = ['n01', 'n02']
  const text = (words: string): Buffer =>
    Buffer.from(chance(random, 0.3) ? mutateBytes(random, Buffer.from(words)) : words)
  const outside = chance(random, 0.2) ? '../../outside/canary.png\tn01\n' : ''
  return [
    entryOf('wnids.txt', text('n01\nn02\n')),
    entryOf('words.txt', text('n01\tone, first\nn02\ttwo\n')),
    entryOf('val/val_annotations.txt', text(`v0.png\tn01\t0\t0\t7\t7\n${outside}v1.png\tn02\t0\t0\t7\t7\n`)),
    ...ids.flatMap((id) => [0, 1].map((i) => entryOf(`train/${id}/images/${id}_${i}.png`, pick(random, images)))),
    ...ids.map((id) => entryOf(`train/${id}/${id}_boxes.txt`, text(`${id}_0.png\t0\t0\t7\t7\n`))),
    ...[0, 1].map((i) => entryOf(`val/images/v${i}.png`, pick(random, images))),
  ]
}
