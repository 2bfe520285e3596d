import type { Random } from '../../../src-main/core/random.ts'
import type { HostRoom } from '../host-room.ts'
import { bug, canary, taken, type Answer } from '../judge.ts'
import { chance, oddString, pick } from '../make/choose.ts'
import { mutateBytes } from '../make/mutate-bytes.ts'
import type { Target } from '../target.ts'

/** Stand in a case for what only a running host has, of the same length so that a case keeps its shape. */
const portMark = '54321'
const tokenMark = 'T'.repeat(43)

const fill = (bytes: Uint8Array, { port, token }: HostRoom): Buffer =>
  Buffer.from(
    Buffer.from(bytes).toString('latin1').replaceAll(portMark, String(port)).replaceAll(tokenMark, token),
    'latin1',
  )

const paths = [
  ...[
    '/',
    '/index.html',
    '/runs/abc',
    '/assets/x.js',
    '/../canary.txt',
    '/..%2fcanary.txt',
    '/%2e%2e/%2e%2e/canary.txt',
    '/..%5ccanary.txt',
  ],
  ...[
    '/assets/../../canary.txt',
    '//canary.txt',
    '/./../canary.txt',
    '/%00',
    '/%',
    '/%c0%ae%c0%ae/canary.txt',
    '/....//canary.txt',
    '*',
    '',
  ],
  ...[
    'http://evil.example/',
    `http://127.0.0.1:${portMark}/../canary.txt`,
    '/ws',
    `/ws?token=${tokenMark}`,
    '/ws?token=%',
    `/ws/?token=${tokenMark}`,
  ],
  ...[
    `/?token=${tokenMark}`,
    `/ws?token=x&token=${tokenMark}`,
    `/ws?TOKEN=${tokenMark}`,
    '/ws?token[]=a',
    `/ws#?token=${tokenMark}`,
    '/host.json',
  ],
]
const methods = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'CONNECT',
  'PATCH',
  'get',
  'PROPFIND',
  'G\u00c9T',
  'PRI',
]
const hosts = [
  `127.0.0.1:${portMark}`,
  `localhost:${portMark}`,
  `evil.example:${portMark}`,
  '127.0.0.1',
  '127.0.0.1:1',
  '',
  '[::1]',
  `127.0.0.1:${portMark}.evil.example`,
]
const origins = [
  `http://127.0.0.1:${portMark}`,
  'null',
  'http://evil.example',
  `https://127.0.0.1:${portMark}`,
  '',
  'file://',
]
const upgrade = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
]

function makeRequest(random: Random): Uint8Array {
  const path = chance(random, 0.8) ? pick(random, paths) : `/${oddString(random)}`
  const lines = [
    `${pick(random, chance(random, 0.7) ? ['GET'] : methods)} ${path} HTTP/${pick(random, ['1.1', '1.1', '1.1', '1.0', '2.0', '0.9', 'x'])}`,
  ]
  if (chance(random, 0.95)) lines.push(`Host: ${chance(random, 0.8) ? (hosts[0] as string) : pick(random, hosts)}`)
  if (chance(random, 0.3)) lines.push(`Origin: ${pick(random, origins)}`)
  if (chance(random, 0.4)) lines.push(...upgrade.filter(() => chance(random, 0.95)))
  if (chance(random, 0.2))
    lines.push(
      `Authorization: ${pick(random, [`Bearer ${tokenMark}`, 'Bearer ', 'Basic AAAA', `bearer ${tokenMark}x`, 'Bearer \u00ff'])}`,
    )
  if (chance(random, 0.2))
    lines.push(
      pick(random, [
        'Content-Length: 10',
        'Content-Length: -1',
        'Content-Length: 99999999999999999999',
        'Transfer-Encoding: chunked',
        'Transfer-Encoding: x',
        'Expect: 100-continue',
        'Range: bytes=0-9999999999',
        'Connection: close, upgrade',
        'Cookie: a=b',
      ]),
    )
  if (chance(random, 0.1)) lines.push(`X-Long: ${'x'.repeat(random.integer(20_000))}`)
  if (chance(random, 0.1)) lines.push(...Array<string>(random.integer(300)).fill('X-Many: 1'))
  const body = chance(random, 0.2) ? oddString(random) : ''
  const text = `${lines.join('\r\n')}\r\n\r\n${body}`
  const bytes = Buffer.from(text, 'latin1')
  return chance(random, 0.2) ? mutateBytes(random, bytes) : bytes
}

/** What the server may say to anybody. */
const statuses = [100, 101, 200, 400, 401, 403, 404, 405, 408, 413, 414, 426, 431, 503]

/** Requests of anybody on this machine, right or wrong. */
export const http: Target = {
  name: 'http',
  share: 120,
  ending: 'txt',
  make: makeRequest,
  run: async (bytes, { host }) => throwAt(bytes, await host()),
}

async function throwAt(bytes: Uint8Array, host: HostRoom): Promise<Answer> {
  const text = (await host.sendRaw(fill(bytes, host))).toString('latin1')
  if (text.includes(canary)) return bug(`what lies outside is told: ${text.slice(0, 300)}`)
  if (text === '') return taken
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1])
  return statuses.includes(status) ? taken : bug(`an answer that is none: ${text.slice(0, 200)}`)
}

/** Frames on an open socket: fragmented, unmasked, reserved, too long, cut off. RFC 6455, section 5.2. */
export const frames: Target = {
  name: 'frames',
  share: 40,
  ending: 'bin',
  make(random) {
    const head = [`GET /ws?token=${tokenMark} HTTP/1.1`, `Host: ${hosts[0]}`, ...upgrade, '', ''].join('\r\n')
    const parts = Array.from({ length: 1 + random.integer(5) }, () => makeFrame(random))
    const bytes = Buffer.concat([Buffer.from(head, 'latin1'), ...parts])
    return chance(random, 0.2) ? mutateBytes(random, bytes) : bytes
  },
  run: async (bytes, { host }) => throwAt(bytes, await host()),
}

function makeFrame(random: Random): Buffer {
  const text = chance(random, 0.6) ? JSON.stringify({ id: 1, path: 'system.queue', input: {} }) : oddString(random)
  const opcode = pick(random, [0, 1, 1, 1, 2, 3, 7, 8, 9, 10, 15])
  const first = (chance(random, 0.6) ? 0x80 : 0) | (chance(random, 0.1) ? 0x40 : 0) | opcode
  const content = Buffer.from(opcode >= 8 ? text.slice(0, 130) : text)
  const isMasked = chance(random, 0.9)
  const claimed = chance(random, 0.1)
    ? pick(random, [0, 125, 126, 65_535, 2 ** 20 + 1, 2 ** 32, 2 ** 53, 2 ** 63])
    : content.length
  const mask = isMasked ? 0x80 : 0
  const length =
    claimed < 126
      ? Buffer.from([mask | claimed])
      : claimed < 65_536
        ? Buffer.from([mask | 126, claimed >> 8, claimed & 255])
        : longLength(mask, claimed)
  return Buffer.concat([Buffer.from([first]), length, isMasked ? Buffer.alloc(4) : Buffer.alloc(0), content])
}

function longLength(mask: number, claimed: number): Buffer {
  const bytes = Buffer.alloc(9)
  bytes[0] = mask | 127
  bytes.writeBigUInt64BE(BigInt(claimed), 1)
  return bytes
}
