import { deserialize, serialize } from 'node:v8'
import { contract } from '../../../src-main/contract/index.ts'
import type { Contract } from '../../../src-main/contract/define.ts'
import type { Random } from '../../../src-main/core/random.ts'
import { taken } from '../judge.ts'
import { chance, oddString, pick } from '../make/choose.ts'
import { generate } from '../make/from-schema.ts'
import { mutateBytes } from '../make/mutate-bytes.ts'
import { mutateJson, oddValue } from '../make/mutate-json.ts'
import type { Seeds, Target } from '../target.ts'

/** Calls that end the host, look at the whole machine or ask another one. */
const leftOut = ['system.shutdown', 'system.doctor', 'system.runtimes', 'system.installRuntime', 'weights.fetch']

const members = Object.entries(contract as Contract).flatMap(([namespace, calls]) =>
  Object.entries(calls).map(([name, member]) => ({ path: `${namespace}.${name}`, member })),
)
const calls = members.flatMap(({ path, member }) =>
  member.kind === 'call' && !leftOut.includes(path) ? [{ path, call: member }] : [],
)
const events = members.filter(({ member }) => member.kind === 'event').map(({ path }) => path)

/** A frame as a client sends it, seldom right. */
function makeFrame(random: Random, seeds: Seeds): unknown {
  if (chance(random, 0.05))
    return {
      [pick(random, ['subscribe', 'unsubscribe'])]: chance(random, 0.5) ? pick(random, events) : oddString(random),
    }
  const { path, call } = pick(random, calls)
  const isConfig = path.startsWith('experiments.') || path.startsWith('studies.')
  const generated = generate(random, call.input, seeds.words)
  const input = isConfig && chance(random, 0.5) ? withConfig(random, generated, path, seeds) : generated
  const frame = { id: 1 + random.integer(1000), path, input: chance(random, 0.75) ? mutateJson(random, input) : input }
  if (!chance(random, 0.1)) return frame
  const wrong = chance(random, 0.5) ? { ...frame, path: wrongPath(random, path) } : mutateJson(random, frame)
  return wrong
}

function withConfig(random: Random, generated: unknown, path: string, seeds: Seeds): unknown {
  const config = mutateJson(random, pick(random, seeds.configs))
  if (path === 'experiments.launch') return config
  const { base, runs } = (config ?? {}) as { base?: object; runs?: readonly object[] | null }
  const isRun = ['experiments.estimate', 'experiments.preview', 'experiments.rateRange'].includes(path)
  return { ...(generated as object), config: isRun ? { ...base, ...runs?.[0] } : config }
}

const wrongPath = (random: Random, path: string): unknown =>
  pick(random, [
    oddString(random),
    `${path}.x`,
    path.toUpperCase(),
    `__proto__.${path}`,
    'constructor.constructor',
    path.replace('.', '..'),
    [path],
    1,
    null,
  ])

/** Over the channel of the host's parent: whatever can be cloned. */
export const ipc: Target = {
  name: 'ipc',
  share: 300,
  ending: 'v8',
  make(random, seeds) {
    const frame = makeFrame(random, seeds)
    return serialize(chance(random, 0.15) ? withStrange(random, frame) : frame)
  },
  async run(bytes, { host }) {
    let frame: unknown
    try {
      frame = deserialize(bytes)
    } catch {
      // Made smaller, it is no frame any more.
      return taken
    }
    return (await host()).sendFrame(frame)
  },
}

/** What JSON has not. */
function withStrange(random: Random, frame: unknown): unknown {
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  const strange = pick<unknown>(random, [
    ...[circle, [circle, circle], new Map([['a', 1]]), new Set([1]), new Date(Number.NaN), /a+/, 1n, new Error('x')],
    ...[
      new Uint8Array(10),
      new Float64Array(3),
      new ArrayBuffer(8),
      Array(1000),
      Object(1),
      new DataView(new ArrayBuffer(2)),
      undefined,
    ],
  ])
  if (typeof frame !== 'object' || frame === null || chance(random, 0.1)) return strange
  const { input } = frame as { input?: unknown }
  if (typeof input !== 'object' || input === null || chance(random, 0.3)) return { ...frame, input: strange }
  const key = pick(random, [...Object.keys(input), 'extra'])
  return { ...frame, input: { ...input, [key]: strange } }
}

/** Over the WebSocket of a browser: text that should be JSON. */
export const socket: Target = {
  name: 'socket',
  share: 220,
  ending: 'txt',
  make(random, seeds) {
    const frame = makeFrame(random, seeds)
    if (chance(random, 0.1)) return Buffer.from(deepText(random, frame))
    const text = JSON.stringify(frame) ?? oddString(random)
    if (!chance(random, 0.25)) return Buffer.from(text)
    return mutateBytes(random, Buffer.from(text))
  },
  run: async (bytes, { host }) => (await host()).sendText(Buffer.from(bytes).toString()),
}

/** Nested deeper than a stack is, with long lists, or with the same key twice: what JSON.stringify does not write. */
function deepText(random: Random, frame: unknown): string {
  const path = (frame as { path?: unknown } | null)?.path ?? 'experiments.check'
  const depth = Math.ceil(10 ** random.uniform(2, 5))
  const value = pick<() => string>(random, [
    () => '['.repeat(depth) + ']'.repeat(depth),
    () => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth),
    () => `{"config":${'{"base":'.repeat(depth)}{}${'}'.repeat(depth)}}`,
    () => `[${'0,'.repeat(depth)}0]`,
    () => `{"id":"run-1","id":"${'9'.repeat(depth)}","__proto__":{"polluted":1}}`,
    () => `{"$bytes":"${'A'.repeat(depth)}"}`,
    () => `{"a":{"$bytes":"%%%"},"b":${JSON.stringify(oddValue(random)) ?? 'null'}}`,
    () => `-${'1'.repeat(depth)}e${depth}`,
  ])()
  return `{"id":${1 + random.integer(1000)},"path":${JSON.stringify(path)},"input":${value}}`
}
