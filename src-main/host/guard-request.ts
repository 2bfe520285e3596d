import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Compares in constant time, whatever the lengths. */
export function isToken(given: string | null | undefined, token: string): boolean {
  return timingSafeEqual(digest(given ?? ''), digest(token)) && given !== undefined && given !== null
}

/**
 * The name by which we are reached: another one means that someone's domain was pointed at this machine. The port is as it
 * may be: a tunnel has one of its own.
 */
export function isOwnHost(request: IncomingMessage, names: ReadonlySet<string>): boolean {
  const [, name = ''] = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i.exec(request.headers.host ?? '') ?? []
  return names.has(name.toLowerCase())
}

/** Browsers always send an origin with a WebSocket; programs send none. */
export function isOwnOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers
  return origin === undefined || origin === `http://${host}`
}

export function isBrowser(request: IncomingMessage): boolean {
  return request.headers.origin !== undefined
}

export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0
}

/** From `Authorization: Bearer …` (programs) or `?token=…` (browsers, which cannot set headers on a WebSocket). */
export function tokenOf(request: IncomingMessage): string | null {
  const bearer = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
  return bearer ?? urlOf(request)?.searchParams.get('token') ?? null
}

/** Path and query; null where the request names none that can be read. */
export function urlOf(request: IncomingMessage): URL | null {
  return URL.parse(request.url ?? '/', 'http://localhost')
}
