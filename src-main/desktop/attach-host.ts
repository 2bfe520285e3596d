import { WebSocket } from 'ws'
import { decodeFrame, encodeFrame } from '../contract/bytes.ts'
import { tellFault } from '../contract/faults/index.ts'
import type { HostAddress, HostFailure, HostFrame, HostLink } from './host-link.ts'

/** Uses the host that already works on the workspace. It lives on when we leave. */
export function attachHost({ port, token }: HostAddress): Promise<HostLink | HostFailure> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, {
    headers: { authorization: `Bearer ${token}` },
    perMessageDeflate: false,
  })
  const ended = new Promise<string>((resolve) => {
    socket.once('close', () => resolve('The host that this window was attached to has ended.'))
  })
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
      await ended
    },
  }
  return new Promise((resolve) => {
    socket.once('open', () => resolve(link))
    socket.once('error', (error) =>
      resolve({ failed: tellFault('host-taken-silent', { port, reason: error.message }) }),
    )
  })
}
