import type { Random } from '../../../src-main/core/random.ts'
import { chance, pick } from './choose.ts'

/** Sizes and signs that headers lie with, little- and big-endian. */
const lies = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff]

type Change = (bytes: Buffer, random: Random) => Buffer

/** A place, more often near the start, where the headers are. */
function placeIn(bytes: Buffer, random: Random): number {
  const span = chance(random, 0.5) ? Math.min(bytes.length, 512) : bytes.length
  return random.integer(Math.max(1, span))
}

const changes: readonly Change[] = [
  function flipBit(bytes, random) {
    const at = placeIn(bytes, random)
    if (at < bytes.length) bytes[at] = (bytes[at] as number) ^ (1 << random.integer(8))
    return bytes
  },
  function setByte(bytes, random) {
    const at = placeIn(bytes, random)
    if (at < bytes.length) bytes[at] = pick(random, [0, 1, 0x7f, 0x80, 0xff, random.integer(256)])
    return bytes
  },
  function lie(bytes, random) {
    const size = pick(random, [2, 4, 8])
    const at = placeIn(bytes, random)
    if (at + size > bytes.length) return bytes
    const value = pick(random, lies)
    if (chance(random, 0.5)) bytes.writeUIntLE(size === 2 ? value & 0xffff : value, at, Math.min(size, 4))
    else bytes.writeUIntBE(size === 2 ? value & 0xffff : value, at, Math.min(size, 4))
    if (size === 8) bytes.writeUInt32LE(chance(random, 0.5) ? 0 : 0xffffffff, at + 4)
    return bytes
  },
  (bytes, random) => bytes.subarray(0, random.integer(bytes.length + 1)),
  function remove(bytes, random) {
    const at = placeIn(bytes, random)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.integer(64))])
  },
  function repeat(bytes, random) {
    const at = placeIn(bytes, random)
    const part = bytes.subarray(at, at + 1 + random.integer(256))
    const times = chance(random, 0.1) ? 200 : 1 + random.integer(3)
    return Buffer.concat([bytes.subarray(0, at), ...Array<Buffer>(times).fill(part), bytes.subarray(at)])
  },
  function insert(bytes, random) {
    const at = placeIn(bytes, random)
    const noise = Buffer.from(Uint8Array.from({ length: 1 + random.integer(32) }, () => random.integer(256)))
    return Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)])
  },
  function blank(bytes, random) {
    const at = placeIn(bytes, random)
    bytes.fill(pick(random, [0, 0xff]), at, Math.min(bytes.length, at + 1 + random.integer(512)))
    return bytes
  },
  function move(bytes, random) {
    const [from, to] = [placeIn(bytes, random), placeIn(bytes, random)]
    bytes.copy(bytes, to, from, from + random.integer(128))
    return bytes
  },
]

/** Bytes with a few such changes; the given ones stay as they are. */
export function mutateBytes(random: Random, bytes: Uint8Array, most = 4): Uint8Array {
  let changed = Buffer.from(bytes)
  for (let left = 1 + random.integer(most); left > 0; left--) {
    if (changed.length > 0) changed = Buffer.from(pick(random, changes)(changed, random))
  }
  return changed
}
