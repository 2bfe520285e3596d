import { parseArgs } from 'node:util'
import { resolveParams, suggest } from '../contract/catalog.ts'
import { formatMethod, parseMethod, type MethodChoice } from '../contract/method.ts'
import { AppError } from '../contract/wire.ts'
import { findMethod, registries } from '../core/catalog.ts'
import { targetArchitecture } from './targets.ts'
import { works, type Work } from './works.ts'

const flags = {
  works: 'string',
  architectures: 'string',
  rounds: 'string',
  seconds: 'string',
  limit: 'string',
  minutes: 'string',
  images: 'string',
  'against-python': 'string',
  'against-stock': 'boolean',
  quick: 'boolean',
  brief: 'boolean',
  thorough: 'boolean',
  scaling: 'boolean',
  card: 'boolean',
  operations: 'string',
  record: 'boolean',
  compare: 'boolean',
  readme: 'boolean',
  json: 'boolean',
  help: 'boolean',
} as const

export const usage = `npm run bench -- [flags]

  --works=a,b            lines of the table: ${works.map(({ id }) => id).join(', ')}, or inference, epoch for several
  --architectures=a,b:p=v  default: all of the catalog with their default parameters
  --rounds=n             alternating rounds, default 3; one for what takes more than 3 s a step
  --seconds=n            measured in each process after its warm-up, default 4
  --limit=n              seconds after which a process is given up, default 240
  --minutes=n            begin no measurement after so many minutes; what was measured counts
  --images=<zip|folder>  JPEGs to import; default: 8,192 drawn ones
  --against-stock        stock tfjs-node kernels, on the same TensorFlow, beside ours
  --against-python <python>  Keras, NSL and PyTorch beside ours, as far as that Python has them
  --quick                one short round, to see that everything runs
  --brief                of all but the first architecture the clean step alone
  --thorough             NSL, epoch and every other slow peer for all architectures
  --scaling              instead: cost over batch, image size, gradient steps and depth
  --card                 instead: whether the card and the processor compute the same, and how fast each is
  --operations=<architecture>  instead: TensorFlow's operations in one step and what they cost
  --record               append the figures to resources/bench/history.jsonl
  --compare              show the last record of this machine beside them, and what is slower
  --readme               write the last records into the README (alone: without measuring)
  --json                 rows as JSON on standard output

ratio = ours / peer: above 1 is good where the unit is a rate, below 1 for times and memory.`

export interface Arguments {
  readonly works: readonly Work[]
  /** With all parameters; the first is measured with everything. */
  readonly architectures: readonly Required<MethodChoice>[]
  readonly rounds: number
  readonly seconds: number
  readonly limitSeconds: number
  readonly minutes: number
  readonly images: string | null
  readonly python: string | null
  readonly isAgainstStock: boolean
  readonly operations: Required<MethodChoice> | null
  readonly extent: 'brief' | 'usual' | 'thorough'
  readonly is: Readonly<
    Record<'quick' | 'scaling' | 'card' | 'record' | 'compare' | 'readme' | 'json' | 'help', boolean>
  >
}

/** Reads the command line. Throws `invalid-input` with the nearest valid word. */
export function readArguments(words: readonly string[]): Arguments {
  const options = Object.fromEntries(Object.entries(flags).map(([name, type]) => [name, { type }]))
  const { tokens } = parseArgs({ args: [...words], options, strict: false, tokens: true })
  for (const token of tokens) {
    if (token.kind === 'positional') throw wrong(`"${token.value}" is not a flag.`, 'Flags start with --.')
    if (token.kind !== 'option') continue
    const type = flags[token.name as keyof typeof flags]
    if (!type) throw wrong(`There is no flag "${token.rawName}".`, suggest(token.name, Object.keys(flags)))
    if (type === 'string' && !token.value) throw wrong(`"--${token.name}" needs a value.`, 'See --help.')
    if (type === 'boolean' && token.value) throw wrong(`"--${token.name}" takes no value: got "${token.value}".`)
  }
  const given = parseArgs({ args: [...words], options, strict: false }).values
  const text = (name: keyof typeof flags): string | null => (typeof given[name] === 'string' ? given[name] : null)
  const is = (name: keyof typeof flags): boolean => given[name] === true
  const quick = is('quick')
  return {
    works: text('works') === null ? works : worksOf(text('works') as string),
    architectures: architecturesOf(text('architectures')),
    rounds: numberOf('rounds', text('rounds') ?? (quick ? '1' : '3'), true),
    seconds: numberOf('seconds', text('seconds') ?? (quick ? '0.5' : '4')),
    minutes: text('minutes') === null ? Infinity : numberOf('minutes', text('minutes') as string),
    limitSeconds: numberOf('limit', text('limit') ?? '240'),
    images: text('images'),
    python: text('against-python'),
    isAgainstStock: is('against-stock'),
    operations: text('operations') === null ? null : choiceOf(text('operations') as string),
    extent: is('brief') ? 'brief' : is('thorough') ? 'thorough' : 'usual',
    is: {
      quick,
      scaling: is('scaling'),
      card: is('card'),
      record: is('record'),
      compare: is('compare'),
      readme: is('readme'),
      json: is('json'),
      help: is('help'),
    },
  }
}

/** In the order of the table. */
function worksOf(list: string): Work[] {
  const names = list.split(',')
  const isNamed = (name: string, { id }: Work): boolean => id === name || id.startsWith(`${name}-`)
  const unknown = names.find((name) => !works.some((work) => isNamed(name, work)))
  if (unknown === undefined) return works.filter((work) => names.some((name) => isNamed(name, work)))
  const ids = works.map(({ id }) => id)
  throw wrong(`There is no work called "${unknown}".`, suggest(unknown, ids))
}

/** `a,b:p=1,q=2,c`: what has an `=` but no `:` before it belongs to the architecture before. */
function architecturesOf(list: string | null): Required<MethodChoice>[] {
  if (list === null) {
    const ids = registries.architectures.map(({ id }) => id)
    return [targetArchitecture, ...ids.filter((id) => id !== targetArchitecture)].map(choiceOf)
  }
  const texts: string[] = []
  for (const part of list.split(',')) {
    if (/^[^:]*=/.test(part) && texts.length > 0) texts.push(`${texts.pop()},${part}`)
    else texts.push(part)
  }
  return texts.map(choiceOf)
}

function choiceOf(text: string): Required<MethodChoice> {
  const choice = parseMethod(text)
  const { method } = findMethod('architectures', choice)
  return { id: method.id, params: resolveParams(method, choice.params) }
}

/** An architecture as text, with the parameters that are not its defaults. */
export function labelOf({ id, params }: MethodChoice): string {
  const { method } = findMethod('architectures', { id, params })
  const others = Object.entries(params).filter(([name, value]) => method.params[name]?.default !== value)
  return formatMethod({ id, params: Object.fromEntries(others) })
}

function numberOf(name: string, text: string, isWhole = false): number {
  const value = Number(text)
  if (value > 0 && Number.isFinite(value) && (!isWhole || Number.isInteger(value))) return value
  throw wrong(`"--${name}" must be a ${isWhole ? 'whole ' : ''}number above 0: got "${text}".`)
}

const wrong = (message: string, hint?: string): AppError => new AppError('invalid-input', message, { hint })
