import { connect } from 'node:net'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { decodeFrame } from '../../src-main/contract/bytes.ts'
import { Died, residentBytes, startChild, type Child } from './child.ts'
import { answerOf, bug, canary, taken, type Answer } from './judge.ts'
import { environmentIn, type Room } from './room.ts'

export type HostAsks = { readonly kind: 'frame'; readonly frame: unknown } | { readonly kind: 'health' }
export type HostTells =
  | { readonly kind: 'ready'; readonly port: number; readonly token: string }
  | { readonly kind: 'received'; readonly isUnderstood: boolean }
  | { readonly kind: 'replied'; readonly reply: unknown }
  | { readonly kind: 'healthy'; readonly polluted: readonly string[] }

/** A running host that cases are thrown at, by each of its ways in. */
export interface HostRoom {
  readonly token: string
  readonly port: number
  /** A frame over the channel of its parent, which may hold whatever can be cloned. */
  sendFrame(frame: unknown): Promise<Answer>
  /** One text over the socket of a browser. */
  sendText(text: string): Promise<Answer>
  /** Bytes over a connection of their own; resolves with what came back when the host has ended it. */
  sendRaw(bytes: Uint8Array): Promise<Buffer>
  /** What is wrong with the process as a whole; null where nothing is. */
  examine(): Promise<string | null>
  stop(): Promise<void>
}

const maxResidentBytes = 2 ** 30

export async function openHostRoom(room: Room): Promise<HostRoom> {
  const child: Child<HostAsks, HostTells> = await startChild({
    entry: join(import.meta.dirname, 'processes/host.ts'),
    args: [room.folder],
    cwd: room.cwd,
    env: environmentIn(room),
  })
  const { port, token } = child.first as Extract<HostTells, { kind: 'ready' }>
  let browser: Browser | null = null
  return {
    port,
    token,
    async sendFrame(frame) {
      const told = await child.ask({ kind: 'frame', frame })
      return told.kind === 'replied' ? answerOf(told.reply) : taken
    },
    async sendText(text) {
      if (!browser?.isOpen) browser = await openBrowser(port, token)
      return child.during(browser.say(text))
    },
    async sendRaw(bytes) {
      const answer = await child.during(exchange(port, bytes))
      // Nothing comes back from a process that died of it, too.
      if (answer.length === 0) await child.ask({ kind: 'health' })
      return answer
    },
    async examine() {
      const told = await child.ask({ kind: 'health' })
      if (told.kind === 'healthy' && told.polluted.length > 0) return `every object has ${told.polluted.join(', ')} now`
      const resident = residentBytes(child.pid)
      return resident > maxResidentBytes ? `the host has ${(resident / 2 ** 20).toFixed(0)} MiB of memory` : null
    },
    async stop() {
      browser?.close()
      await child.stop()
    },
  }
}

interface Browser {
  readonly isOpen: boolean
  /** Resolves when the text was answered, or the host closed the socket for it. */
  say(text: string): Promise<Answer>
  close(): void
}

/** Of calls that only tell that everything before them was looked at. */
const firstPing = 1_000_000_000

async function openBrowser(port: number, token: string): Promise<Browser> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/ws?token=${token}`, { origin: `http://127.0.0.1:${port}` })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', (error) => reject(new Died(`the host takes no socket: ${error.message}`)))
  })
  socket.on('error', () => socket.terminate())
  let hear: (text: string) => void = () => undefined
  let end: (code: number) => void = () => undefined
  let pings = firstPing
  socket.on('message', (data) => hear(String(data)))
  socket.on('close', (code) => end(code))
  return {
    get isOpen() {
      return socket.readyState === socket.OPEN
    },
    close: () => socket.terminate(),
    say(text) {
      const ping = ++pings
      const expected = callIn(text)
      let answer: Answer | null = expected === null ? taken : null
      let isPassed = false
      return new Promise((resolve, reject) => {
        end = (code) =>
          code === 1006 ? reject(new Died('the host is gone')) : resolve(closed(code, expected !== null))
        hear = (heard) => {
          if (heard.includes(canary)) return resolve(bug(`what lies outside is told: ${heard.slice(0, 200)}`))
          const { id, reply } = decodeFrame(heard) as { id?: unknown; reply?: unknown }
          if (id === expected) answer ??= answerOf(reply)
          if (id === ping) isPassed = true
          if (isPassed && answer) resolve(answer)
        }
        socket.send(text)
        socket.send(JSON.stringify({ id: ping, path: 'tasks.cancel', input: { task: 'nobody' } }))
      })
    },
  }
}

/** The number of the call that a text is; null where it is none. */
function callIn(text: string): number | null {
  try {
    const frame = decodeFrame(text)
    if (typeof frame !== 'object' || frame === null || Array.isArray(frame)) return null
    const { id, path, ...rest } = frame as Record<string, unknown>
    const isCall = Number.isSafeInteger(id) && typeof path === 'string' && path.length <= 200
    return isCall && Object.keys(rest).join() === 'input' ? (id as number) : null
  } catch {
    return null
  }
}

/** 1007: no UTF-8, 1008: no frame of ours, 1009: too long. */
function closed(code: number, isCall: boolean): Answer {
  if (isCall && code !== 1009) return bug(`a call closed the socket with ${code}`)
  return [1007, 1008, 1009].includes(code) ? taken : bug(`the socket was closed with ${code}`)
}

function exchange(port: number, bytes: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = []
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes))
    socket.on('data', (part) => parts.push(part))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') reject(new Died('the host takes no connection'))
    })
    socket.on('close', () => resolve(Buffer.concat(parts)))
  })
}
