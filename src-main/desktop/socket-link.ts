import { WebSocket } from 'ws'
import { decodeFrame, encodeFrame } from '../contract/bytes.ts'
import type { HostFrame, HostLink } from './host-link.ts'

interface SocketLinkOptions {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Why it is gone, as a sentence. */
  readonly goneText: string
  /** A connection that gives no sign of life for so long is given up; default: never, as on one machine. */
  readonly silenceMs?: number
}

/** A socket to a host that lives on when we leave. Rejects where it does not open. */
export function openSocketLink({ url, headers, goneText, silenceMs }: SocketLinkOptions): Promise<HostLink> {
  const socket = new WebSocket(url, {
    headers,
    perMessageDeflate: false,
    handshakeTimeout: 10_000,
    maxPayload: 1024 * 1024 * 1024,
  })
  const ended = new Promise<string>((resolve) => {
    socket.once('close', () => resolve(goneText))
  })
  if (silenceMs !== undefined) watchSilence(socket, silenceMs)
  const link: HostLink = {
    isOwn: false,
    mended: null,
    ended,
    send(frame) {
      if (socket.readyState === WebSocket.OPEN) socket.send(encodeFrame(frame))
    },
    onFrame(listener) {
      socket.on('message', (data) => listener(decodeFrame(String(data)) as HostFrame))
    },
    async close() {
      socket.close()
      // One that was cut off answers no goodbye.
      const timer = setTimeout(() => socket.terminate(), 1000)
      await ended
      clearTimeout(timer)
    },
  }
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(link))
    // After it is open, an error is followed by its close.
    socket.on('error', reject)
  })
}

/** A network that vanished closes nothing: whoever does not answer a ping in time is gone. */
function watchSilence(socket: WebSocket, silenceMs: number): void {
  let heardAt = performance.now()
  const hear = (): void => void (heardAt = performance.now())
  socket.on('open', hear).on('message', hear).on('pong', hear)
  const timer = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return
    if (performance.now() - heardAt > silenceMs) socket.terminate()
    else socket.ping()
  }, silenceMs / 3)
  socket.once('close', () => clearInterval(timer))
}
