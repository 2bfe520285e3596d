import type { z } from 'zod'
import { suggest } from '../contract/catalog.ts'
import { AppError } from '../contract/wire.ts'
import { dotted, isCounted, mendName, mendValue, type Fix } from './mend-input.ts'
import { namesAt } from './schema-names.ts'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/** One thing that is wrong with an input. */
export interface Explained {
  /** Dotted, e.g. `monitor.trainImages`; empty for the input itself. */
  readonly path: string
  /** What would mend it; a value of undefined takes the setting out. */
  readonly fix: Fix | null
  /** In one sentence; `where` ends it, e.g. `in run 2`. */
  tell(where: string): AppError
}

/** Says the first thing that is wrong with an input in one sentence; `where` ends it, e.g. `in run 2`. */
export function explainInput(schema: z.ZodType, input: unknown, error: z.ZodError, where = ''): AppError {
  const [first] = explainAll(schema, input, error)
  return first?.tell(where) ?? new AppError('invalid-input', 'The input is not valid.')
}

/** Nobody reads more, and for each name all others are looked at. */
const most = 50
/** An object of so many names is none of ours. */
const longest = 500

/** What is wrong with an input, names before values, as far as somebody would read it. */
export function explainAll(schema: z.ZodType, input: unknown, error: z.ZodError): Explained[] {
  const issues = error.issues.slice(0, most).map(narrow)
  const names = issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys' ? issue.keys.map((name) => ({ name, at: issue.path })) : [],
    )
    .slice(0, most)
    .map(({ name, at }) => explainName(schema, input, at, name))
  return [
    ...names,
    ...issues.filter(({ code }) => code !== 'unrecognized_keys').map((issue) => explainValue(input, issue)),
  ]
}

function explainName(schema: z.ZodType, input: unknown, at: Path, name: string): Explained {
  const valid = namesAt(schema, at)
  const holder = valueAt(input, at)
  // A fix holds all that stands beside the name.
  const isShort = Object.keys(holder ?? {}).length <= longest
  const message = (where: string): string => `There is no setting "${format([...at, name])}"${suffix(where)}.`
  return {
    path: dotted([...at, name]),
    fix: isShort ? mendName(holder, at, name, valid) : null,
    tell: (where) => new AppError('invalid-input', message(where), { hint: suggest(name, valid) }),
  }
}

function explainValue(input: unknown, issue: Issue): Explained {
  const value = valueAt(input, issue.path)
  const subject = issue.path.length === 0 ? 'The input' : `"${format(issue.path)}"`
  const message = (where: string): string =>
    value === undefined && issue.code === 'invalid_type'
      ? `${subject} is missing${suffix(where)}: expected ${withArticle(issue.expected)}.`
      : `${subject} ${expectation(issue)}${suffix(where)}: got ${shorten(value)}.`
  const hint = issue.code === 'invalid_value' ? nearest(issue, value) : undefined
  const path = dotted(issue.path)
  const mended = mendValue(issue, value)
  return {
    path,
    fix: mended === undefined ? null : { label: `Set to ${String(mended)}`, path, value: mended },
    tell: (where) => new AppError('invalid-input', message(where), { hint }),
  }
}

const suffix = (where: string): string => (where === '' ? '' : ` ${where}`)

/** A union fails with the issues of all its branches: the one that understood most of the input is worth telling. */
function narrow(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue
  const branches = issue.errors.map((branch) => branch.map(narrow))
  const telling = branches.find((branch) => branch.some(({ code, path }) => code !== 'invalid_type' || path.length > 0))
  const [inner] = telling ?? []
  return inner ? { ...inner, path: [...issue.path, ...inner.path] } : issue
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${withArticle(issue.expected)}`
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`
    case 'too_small':
      return `must ${size(issue.origin)} ${issue.inclusive === false ? 'more than' : 'at least'} ${amount(issue.origin, issue.minimum)}`
    case 'too_big':
      return `must ${size(issue.origin)} ${issue.inclusive === false ? 'less than' : 'at most'} ${amount(issue.origin, issue.maximum)}`
    case 'custom':
      return `cannot be read (${issue.message.replace(/\.$/, '')})`
    case 'invalid_union':
      return 'has none of the forms that are accepted'
    default:
      return `is not valid (${issue.message})`
  }
}

const size = (origin: string): string => (isCounted(origin) ? 'have' : 'be')

function amount(origin: string, limit: number | bigint): string {
  if (!isCounted(origin)) return String(limit)
  const unit = origin === 'string' ? 'character' : 'entry'
  return limit === 1 ? `1 ${unit}` : `${limit} ${unit === 'entry' ? 'entries' : 'characters'}`
}

const typeNames: Readonly<Record<string, string>> = {
  int: 'a whole number',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  string: 'text',
  boolean: 'true or false',
  null: 'null',
}
const withArticle = (type: string): string => typeNames[type] ?? `a ${type}`

function nearest(issue: Extract<Issue, { code: 'invalid_value' }>, value: unknown): string | undefined {
  return typeof value === 'string' ? suggest(value, issue.values.map(String)) : undefined
}

function format(path: Path): string {
  return path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${String(part)}`)).join('')
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      value !== null && typeof value === 'object' ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    input,
  )
}

function shorten(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value))
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}
