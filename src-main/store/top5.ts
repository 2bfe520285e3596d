import type { Prediction } from '../contract/evaluations.ts'

type Top5 = Prediction['top5']

const entryBytes = 6

/** Packs each entry into 6 bytes: uint16 class, float32 probability, little-endian. */
export function encodeTop5(top5: Top5): Buffer {
  const buffer = Buffer.alloc(top5.length * entryBytes)
  top5.forEach((entry, i) => {
    buffer.writeUInt16LE(entry.class, i * entryBytes)
    buffer.writeFloatLE(entry.probability, i * entryBytes + 2)
  })
  return buffer
}

export function decodeTop5(buffer: Buffer): Top5 {
  return Array.from({ length: buffer.length / entryBytes }, (_, i) => ({
    class: buffer.readUInt16LE(i * entryBytes),
    probability: buffer.readFloatLE(i * entryBytes + 2),
  }))
}
