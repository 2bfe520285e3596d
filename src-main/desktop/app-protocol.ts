import { readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'
import { appOrigin, contentSecurityPolicy } from './security.ts'

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Answers adversarium://app/…: files of the built interface and nothing outside its folder. */
export async function serveApp(folder: string, request: Pick<Request, 'url' | 'method'>): Promise<Response> {
  const file = request.method === 'GET' ? fileFor(folder, request.url) : null
  const body = file === null ? null : await readFile(file).catch(() => null)
  if (file === null || body === null) return new Response('Not found.', { status: 404 })
  return new Response(new Uint8Array(body), {
    headers: {
      'Content-Type': types[extname(file)] ?? 'application/octet-stream',
      'Content-Security-Policy': contentSecurityPolicy,
      'X-Content-Type-Options': 'nosniff',
    },
  })
}

export function fileFor(folder: string, url: string): string | null {
  if (!url.startsWith(`${appOrigin}/`)) return null
  try {
    const path = decodeURIComponent(new URL(url).pathname)
    const file = join(folder, path === '/' ? 'index.html' : path)
    return file.startsWith(folder + sep) && !path.includes('\0') ? file : null
  } catch {
    return null
  }
}
