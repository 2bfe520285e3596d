import { z } from 'zod'

/**
 * Raw bytes in a call's input or output. Electron and the host's channel carry them as they are; over the WebSocket,
 * whose frames are JSON, they travel as `{"$bytes": "<base64>"}` (see `encodeFrame` and `decodeFrame`).
 */
export const Bytes = z.instanceof(Uint8Array)
export type Bytes = z.output<typeof Bytes>

const key = '$bytes'

/** JSON text of a frame, bytes included; `base64Of` where the process has a faster way than all have. */
export function encodeFrame(frame: unknown, base64Of: (bytes: Uint8Array) => string = toBase64): string {
  return JSON.stringify(frame, (_name, value: unknown) =>
    value instanceof Uint8Array ? { [key]: base64Of(value) } : value,
  )
}

/**
 * Reads what {@link encodeFrame} wrote. What only looks like bytes, as the quotation of a stranger's message may, stays
 * as it is. Throws SyntaxError where it is no JSON.
 */
export function decodeFrame(text: string): unknown {
  if (!text.includes(`"${key}"`)) return JSON.parse(text)
  return JSON.parse(text, (_name, value: unknown) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return value
    const encoded = (value as Record<string, unknown>)[key]
    const isOurs = typeof encoded === 'string' && Object.keys(value).length === 1
    return isOurs ? (fromBase64(encoded) ?? value) : value
  })
}

declare function btoa(text: string): string
declare function atob(text: string): string

function toBase64(bytes: Uint8Array): string {
  const parts: string[] = []
  // String.fromCharCode takes its bytes as arguments, of which engines allow some ten thousand.
  for (let at = 0; at < bytes.length; at += 8192) {
    const part = bytes.subarray(at, at + 8192) as unknown as number[]
    parts.push(String.fromCharCode.apply(null, part))
  }
  return btoa(parts.join(''))
}

/** Newer engines decode by themselves, some ten times faster. */
const native = Uint8Array as { readonly fromBase64?: (text: string) => Uint8Array }

/** null where it is no base64. */
function fromBase64(text: string): Uint8Array | null {
  try {
    return native.fromBase64 ? native.fromBase64(text) : fromBinary(atob(text))
  } catch {
    return null
  }
}

function fromBinary(binary: string): Uint8Array {
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}
