import { createRequire } from 'node:module'
import type { DecodedImage } from './decode-image.ts'

interface Decoder {
  decode(source: Uint8Array): { width: number; height: number; data: Uint8ClampedArray }
}

const require = createRequire(import.meta.url)
const decoderPath = require.resolve('@cwasm/jpeg-turbo')
let decoder: Decoder | null = null

/**
 * A hard error leaves the WebAssembly instance with a part of its stack lost; after some hundred of them every decode
 * fails. So the module is loaded anew after each.
 */
function loadDecoder(): Decoder {
  delete require.cache[decoderPath]
  return require(decoderPath) as Decoder
}

/** Decodes a gray or colour JPEG, bit-equal to libjpeg-turbo; null where it cannot, even for a warning. */
export function decodeJpeg(bytes: Uint8Array): DecodedImage | null {
  decoder ??= loadDecoder()
  let rgba: { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray | Uint8Array }
  try {
    rgba = decoder.decode(bytes)
  } catch {
    decoder = null
    return null
  }
  const { width, height, data } = rgba
  const pixels = new Uint8Array(width * height * 3)
  for (let from = 0, to = 0; to < pixels.length; from += 4, to += 3) {
    pixels[to] = data[from] as number
    pixels[to + 1] = data[from + 1] as number
    pixels[to + 2] = data[from + 2] as number
  }
  return { width, height, pixels }
}

/** Reads the frame header (SOF) of a JPEG: ITU-T T.81, annex B.2. null where the bytes are not a JPEG's. */
export function readJpegHeader(bytes: Uint8Array): { width: number; height: number; components: number } | null {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 2; at + 10 <= bytes.length;) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] as number
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7), components: bytes[at + 9] as number }
    }
    const isFill = marker === 0xff
    at += isFill ? 1 : 2 + view.getUint16(at + 2)
  }
  return null
}
