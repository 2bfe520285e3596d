import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import './generic-wasm-wrappers.ts'

/** uint8 RGB, row-major [height, width, 3]. */
export interface Pixels {
  readonly height: number
  readonly width: number
  readonly pixels: Uint8Array
}

/** The part of libjpeg-turbo's TurboJPEG API that @cwasm/jpeg-turbo's module exports; addresses lie in `memory`. */
interface TurboJpeg {
  readonly memory: { readonly buffer: ArrayBuffer }
  malloc(bytes: number): number
  free(address: number): void
  tjInitDecompress(): number
  /** (decompressor, source, its bytes, addresses of width, height, subsampling and colour space): 0 where it worked. */
  tjDecompressHeader3(...call: readonly number[]): number
  /** (decompressor, source, its bytes, target, width, bytes of a row, height, pixel format, flags): 0 where it worked. */
  tjDecompress2(...call: readonly number[]): number
}

/** TurboJPEG's numbers of the pixel formats with as many channels. */
const formats = { 3: 0, 4: 7 } as const
export type Channels = keyof typeof formats

interface Decoder {
  readonly library: TurboJpeg
  readonly decompressor: number
  /** Four numbers of 32 bits. */
  readonly header: number
  readonly source: Room
  readonly target: Room
}
/** Memory of the module that grows with what has to lie in it. */
interface Room {
  address: number
  bytes: number
}

/** Node's own types leave it to those of a browser. */
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => object
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown }
}

let module: object | null = null
let decoder: Decoder | null = null

/** Called directly, since the package's own JavaScript copies every image twice and knows no pixels of three bytes. */
function startDecoder(): Decoder {
  if (module === null) {
    const require = createRequire(import.meta.url)
    module = new WebAssembly.Module(readFileSync(require.resolve('@cwasm/jpeg-turbo/jpeg-turbo.wasm')))
  }
  const refuse = (): never => {
    throw new Error('libjpeg-turbo gave up.')
  }
  const { exports } = new WebAssembly.Instance(module, {
    env: { setjmp: () => 0, longjmp: refuse },
    wasi_snapshot_preview1: {
      environ_sizes_get: () => 0,
      ...{ environ_get: refuse, proc_exit: refuse, fd_close: refuse, fd_seek: refuse, fd_write: refuse },
    },
  })
  const library = exports as TurboJpeg
  const room = (): Room => ({ address: 0, bytes: 0 })
  const decompressor = library.tjInitDecompress()
  return { library, decompressor, header: library.malloc(16), source: room(), target: room() }
}

function reserve({ library }: Decoder, room: Room, bytes: number): number {
  if (room.bytes < bytes) {
    library.free(room.address)
    room.address = library.malloc(bytes)
    room.bytes = bytes
  }
  return room.address
}

/**
 * Decodes a gray or colour JPEG, bit-equal to libjpeg-turbo, to RGB or RGBA; null where it cannot, even for a warning.
 * A hard error leaves the module's stack and memory in disorder, so that a new instance goes on.
 */
export function decodeJpeg(bytes: Uint8Array, channels: Channels = 3): Pixels | null {
  decoder ??= startDecoder()
  let decoded: Pixels | null = null
  try {
    decoded = decode(decoder, bytes, channels)
  } catch {
    // As for a warning.
  }
  if (decoded === null) decoder = null
  return decoded
}

function decode(decoder: Decoder, bytes: Uint8Array, channels: Channels): Pixels | null {
  const { library, decompressor, header } = decoder
  const source = reserve(decoder, decoder.source, bytes.length)
  new Uint8Array(library.memory.buffer).set(bytes, source)
  const places = [header, header + 4, header + 8, header + 12]
  if (library.tjDecompressHeader3(decompressor, source, bytes.length, ...places) !== 0) return null
  const [width = 0, height = 0] = new Uint32Array(library.memory.buffer, header, 2)
  const pitch = width * channels
  const target = reserve(decoder, decoder.target, pitch * height)
  const output = [target, width, pitch, height, formats[channels]]
  if (library.tjDecompress2(decompressor, source, bytes.length, ...output, 0) !== 0) return null
  return { width, height, pixels: new Uint8Array(library.memory.buffer).slice(target, target + pitch * height) }
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

/** Each goes over all pixels, and may take a few bytes of the file; encoders write about ten. */
const maxScans = 100

/** Throws `Error` with a reason that continues "the file …". Markers of a scan are SOS; data of pixels has none. */
export function requireFewScans(bytes: Uint8Array): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let scans = 0
  for (let at = buffer.indexOf(startOfScan); at >= 0 && scans < maxScans; at = buffer.indexOf(startOfScan, at + 2)) {
    scans++
  }
  if (scans >= maxScans) throw new Error(`has ${maxScans} scans or more, as no encoder writes`)
}

const startOfScan = Buffer.of(0xff, 0xda)
