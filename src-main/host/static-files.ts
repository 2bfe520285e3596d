import { createReadStream, statSync, type Stats } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { urlOf } from './guard-request.ts'

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** The interface is public; all that is the user's goes over the WebSocket, which asks for the token. */
function headersFor(host: string): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    `connect-src 'self' ws://${host}`,
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ]
  return {
    'Content-Security-Policy': policy.join('; '),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  }
}

/** Serves the built interface: `folder` and nothing outside it. Pages that are no file are the interface's own routes. */
export function serveStatic(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const headers = headersFor(request.headers.host ?? '')
  const refuse = (status: number, text: string): void => {
    response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'Only GET and HEAD are served.')
  const path = pathOf(request)
  const file = path === null ? null : fileAt(folder, path)
  if (!file) return refuse(404, 'There is no such page. Build the interface with "npm run build".')
  response.writeHead(200, {
    ...headers,
    'Content-Type': types[extname(file.path)] ?? 'application/octet-stream',
    'Content-Length': file.bytes,
    'Cache-Control': path?.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  })
  if (request.method === 'HEAD') return void response.end()
  createReadStream(file.path)
    .on('error', () => response.destroy())
    .pipe(response)
}

function pathOf(request: IncomingMessage): string | null {
  try {
    const path = decodeURIComponent(urlOf(request)?.pathname ?? '\0')
    return path.includes('\0') ? null : path
  } catch {
    return null
  }
}

function fileAt(folder: string, path: string): { path: string; bytes: number } | null {
  const full = normalize(join(folder, path))
  if (full !== normalize(folder) && !full.startsWith(normalize(folder) + sep)) return null
  const found = lookAt(full)
  if (found?.isFile()) return { path: full, bytes: found.size }
  if (extname(path) !== '' && !path.endsWith('/')) return null
  const index = join(folder, 'index.html')
  const bytes = lookAt(index)?.size
  return bytes === undefined ? null : { path: index, bytes }
}

/** Null also where the path is none that can be: anybody may ask for one longer than a file system takes. */
function lookAt(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null
  } catch {
    return null
  }
}
