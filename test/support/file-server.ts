import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface FileServer {
  readonly url: string
  /** The headers of every request, in order. */
  readonly requests: IncomingMessage['headers'][]
  /** What is served from now on; null: nothing is there. */
  content: Buffer | null
  etag: string | null
  /** Bytes after which the connection breaks. */
  breaksAfter: number | null
  /** The length that is told instead of the true one. */
  claims: number | null
  knowsRanges: boolean
  /** Where every request is sent instead. */
  redirect: string | null
}

/** Stands in for the hosts of public files: one file, with ranges, and ways to fail. */
export async function serveFile(content: Buffer): Promise<FileServer> {
  const server = createServer((request, response) => answer(state, request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const state: FileServer = {
    url: `http://127.0.0.1:${port}/file.h5`,
    requests: [],
    content,
    etag: '"first"',
    breaksAfter: null,
    claims: null,
    knowsRanges: true,
    redirect: null,
  }
  return state
}

function answer(state: FileServer, request: IncomingMessage, response: ServerResponse): void {
  const { content, etag, breaksAfter, claims, knowsRanges, redirect } = state
  state.requests.push(request.headers)
  if (redirect !== null) return void response.writeHead(302, { location: redirect }).end()
  if (content === null) return void response.writeHead(404).end('not here')
  const wanted = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  const isRest = knowsRanges && wanted > 0 && request.headers['if-range'] === etag
  if (isRest && wanted >= content.length) return void response.writeHead(416).end()
  const body = isRest ? content.subarray(wanted) : content
  const headers = { 'content-length': claims ?? body.length, ...(etag === null ? {} : { etag }) }
  if (isRest)
    response.writeHead(206, { ...headers, 'content-range': `bytes ${wanted}-${content.length - 1}/${content.length}` })
  else response.writeHead(200, headers)
  if (breaksAfter === null) return void response.end(body)
  // What has arrived is read before: a stream that breaks drops what waits in it.
  response.write(body.subarray(0, breaksAfter), () => setTimeout(() => response.destroy(), 300))
}
