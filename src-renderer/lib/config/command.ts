import { formatMethod, parseNumber, type Catalog, type MethodChoice } from '../../../src-main/contract/index.ts'
import type { Draft } from './draft.ts'
import { shortenMethods } from './methods.ts'
import { isRecord, isSame, leaves, valueAt, type Settings } from './paths.ts'
import { experimentText } from './runs.ts'
import { pixelValue } from '../format.ts'

export interface CommandSource {
  readonly draft: Draft
  /** The preset that the draft comes from; null where it comes from a file or was made here. */
  readonly preset: { readonly id: string; readonly origin: Draft } | null
  readonly catalog: Catalog
  /** Where the host keeps its runs, so that the command adds to the same; null leaves the option out. */
  readonly workspace: string | null
}

const program = 'npm run adversarium --'

/**
 * What starts the same runs from a shell, in the program's folder: a preset with its changes where the command line can
 * say them, else the configuration in a file that the command writes first.
 */
export function commandOf({ draft, preset, catalog, workspace }: CommandSource): string {
  const place = workspace === null ? '' : ` --workspace ${quoted(workspace)}`
  const settings = preset && assignments(draft, preset.origin, catalog)
  if (preset && settings) {
    const options = settings.map((setting) => ` --set ${quoted(setting)}`).join('')
    return `${program} run ${quoted(preset.id)}${options}${place}`
  }
  const file = `${fileName(String(draft.settings['name']))}.json`
  return [`cat > ${file} <<'END'`, `${experimentText(draft, catalog)}END`, `${program} run ${file}${place}`].join('\n')
}

const fileName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'experiment'

/** One word of a POSIX shell. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`

/** `path=value` for everything that differs; null where runs differ in a way that these cannot say. */
function assignments(draft: Draft, origin: Draft, catalog: Catalog): string[] | null {
  const { settings: _, ...shape } = draft
  const { settings: __, ...originShape } = origin
  if (!isSame(renamed(shape, draft), renamed(originShape, draft))) return null
  // The command line would name each of several runs after it.
  if (draft.settings['name'] !== origin.settings['name'] && shape.names.length > 1) return null
  const fields = Object.keys({ ...origin.settings, ...draft.settings }).filter(
    (field) => isSuggested(field, draft, origin) || !isSame(draft.settings[field], origin.settings[field]),
  )
  const isOfSomeRuns = (field: string): boolean => draft.variants.some((variant) => Object.hasOwn(variant, field))
  const made = fields.map((field) => (isOfSomeRuns(field) ? null : assignmentsOf(field, draft, origin, catalog)))
  return made.includes(null) ? null : (made as string[][]).flat()
}

/** The command line sets these with another architecture, so that they are told whether or not they differ. */
const isSuggested = (field: string, draft: Draft, origin: Draft): boolean =>
  (field === 'batchSize' || field === 'optimizer') &&
  !isSame(valueAt(draft.settings, 'architecture.id'), valueAt(origin.settings, 'architecture.id'))

/** A single run is renamed with its experiment. */
const renamed = (shape: Omit<Draft, 'settings'>, draft: Draft): unknown =>
  draft.settings['name'] !== undefined && shape.names.length <= 1 ? { ...shape, names: [] } : shape

function assignmentsOf(field: string, draft: Draft, origin: Draft, catalog: Catalog): string[] | null {
  const [value, before] = [draft.settings[field], origin.settings[field]]
  if (Array.isArray(value)) return [`${field}=${JSON.stringify(shortenMethods(draft.settings, catalog)[field])}`]
  if (isRecord(value) && typeof value['id'] === 'string') {
    const isSameMethod = value['id'] === valueAt(before, 'id')
    if (isSameMethod && !isSuggested(field, draft, origin)) return differences(field, value, before)
    // Set for all runs, it would be that of the base run too.
    if (field === 'objective' && draft.isPaired) return null
    return exchanged(field, shortenMethods(draft.settings, catalog)[field], value)
  }
  // A group that was switched on is written whole.
  if (isRecord(value) && !isRecord(before)) return [`${field}=${JSON.stringify(value)}`]
  if (isRecord(value)) return inner(field, draft, before, catalog)
  return [`${field}=${plain(value)}`]
}

function exchanged(field: string, short: unknown, value: Settings): string[] {
  if (!Object.hasOwn(value, 'imported'))
    return [`${field}=${typeof short === 'string' ? short : JSON.stringify(short)}`]
  const params = (valueAt(short, 'params') ?? {}) as MethodChoice['params']
  const chosen = ['imported', 'imagesPerClass'].filter((key) => (value[key] ?? null) !== null)
  const settings = chosen.map((key) => `${field}.${key}=${plain(value[key])}`)
  return [`${field}=${formatMethod({ id: String(value['id']), params })}`, ...settings]
}

const differences = (field: string, value: Settings, before: unknown): string[] =>
  leaves(value).flatMap(([path, leaf]) =>
    isSame(leaf, valueAt(before, path)) ? [] : [`${field}.${path}=${plain(leaf)}`],
  )

/** Members of a group; a method among them is written as text. */
function inner(field: string, draft: Draft, before: unknown, catalog: Catalog): string[] {
  const short = shortenMethods(draft.settings, catalog)[field]
  const own = draft.settings[field] as Settings
  return Object.keys(own).flatMap((key) => {
    if (isSame(own[key], valueAt(before, key))) return []
    const value = valueAt(short, key)
    return [`${field}.${key}=${isRecord(value) ? JSON.stringify(value) : plain(value)}`]
  })
}

/** JSON, text as it is where JSON would not read it as something else, and k/255 where that is exact. */
function plain(value: unknown): string {
  if (typeof value === 'number') {
    const pixel = pixelValue(value)
    return parseNumber(pixel) === value && pixel.length < String(value).length ? pixel : String(value)
  }
  if (typeof value !== 'string') return JSON.stringify(value)
  try {
    JSON.parse(value)
    return JSON.stringify(value)
  } catch {
    return value
  }
}
