import { z } from 'zod'
import { suggest } from '../contract/catalog.ts'
import { AppError } from '../contract/wire.ts'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/** Says the first thing that is wrong with an input in one sentence; `where` ends it, e.g. `in run 2`. */
export function explainInput(schema: z.ZodType, input: unknown, error: z.ZodError, where = ''): AppError {
  const issues = error.issues.map(narrow)
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]
  if (!issue) return new AppError('invalid-input', 'The input is not valid.')
  const suffix = where === '' ? '' : ` ${where}`
  if (issue.code === 'unrecognized_keys') {
    const name = issue.keys[0] ?? ''
    const message = `There is no setting "${format([...issue.path, name])}"${suffix}.`
    return new AppError('invalid-input', message, { hint: suggest(name, namesAt(schema, issue.path)) })
  }
  const value = valueAt(input, issue.path)
  const subject = issue.path.length === 0 ? 'The input' : `"${format(issue.path)}"`
  const message =
    value === undefined && issue.code === 'invalid_type'
      ? `${subject} is missing${suffix}: expected ${withArticle(issue.expected)}.`
      : `${subject} ${expectation(issue)}${suffix}: got ${shorten(value)}.`
  return new AppError('invalid-input', message, issue.code === 'invalid_value' ? { hint: nearest(issue, value) } : {})
}

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

const isCounted = (origin: string): boolean => ['string', 'array', 'set', 'file'].includes(origin)
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

/** The names that an object of the schema accepts at this place. */
function namesAt(schema: z.core.$ZodType, path: Path): string[] {
  const inner = unwrap(schema)
  if (inner instanceof z.core.$ZodUnion) {
    return inner._zod.def.options.map((option) => namesAt(option, path)).find((names) => names.length > 0) ?? []
  }
  const [first, ...rest] = path
  if (inner instanceof z.core.$ZodObject) {
    const { shape } = inner._zod.def
    if (first === undefined) return Object.keys(shape)
    const member = Object.hasOwn(shape, first) ? shape[first as string] : undefined
    return member ? namesAt(member, rest) : []
  }
  if (inner instanceof z.core.$ZodArray && first !== undefined) return namesAt(inner._zod.def.element, rest)
  return []
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const isWrapper =
    schema instanceof z.core.$ZodDefault ||
    schema instanceof z.core.$ZodPrefault ||
    schema instanceof z.core.$ZodNullable ||
    schema instanceof z.core.$ZodOptional
  return isWrapper ? unwrap(schema._zod.def.innerType) : schema
}
