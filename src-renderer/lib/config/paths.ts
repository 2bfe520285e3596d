/** Settings as a form edits them: shaped like a RunConfig, but any value may be wrong for the moment. */
export type Settings = Readonly<Record<string, unknown>>

export const isRecord = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value at a dotted path, e.g. `optimizer.params.learningRate`; undefined where there is none. */
export function valueAt(settings: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (Array.isArray(value) ? value[Number(key)] : isRecord(value) ? value[key] : undefined),
      settings,
    )
}

/** A copy with another value at the path; what lies on the way and is missing becomes an object. */
export function withValue(settings: Settings, path: string, value: unknown): Settings {
  return assign(settings, path.split('.'), value) as Settings
}

function assign(target: unknown, [key = '', ...rest]: readonly string[], value: unknown): unknown {
  if (Array.isArray(target)) {
    const items: unknown[] = [...(target as unknown[])]
    items[Number(key)] = rest.length === 0 ? value : assign(items[Number(key)], rest, value)
    return items
  }
  const record = isRecord(target) ? target : {}
  return { ...record, [key]: rest.length === 0 ? value : assign(record[key], rest, value) }
}

/** A copy without what lies at the path. */
export function withoutPath(settings: Settings, path: string): Settings {
  const [, parent = '', key = ''] = /^(?:(.*)\.)?([^.]+)$/.exec(path) ?? []
  const holder = parent === '' ? settings : valueAt(settings, parent)
  if (Array.isArray(holder)) return withValue(settings, parent, holder.toSpliced(Number(key), 1))
  if (!isRecord(holder)) return settings
  const rest = Object.fromEntries(Object.entries(holder).filter(([name]) => name !== key))
  return parent === '' ? rest : withValue(settings, parent, rest)
}

/** The first part of a path: a top-level field of the configuration. */
export const fieldOf = (path: string): string => path.split('.', 1)[0] as string

/** Equal as JSON, whatever the order of keys. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => isSame(item, b[index]))
  if (!isRecord(a) || !isRecord(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]))
}

/** Every leaf with its path; lists count as one leaf. */
export function leaves(value: unknown, path = ''): [path: string, value: unknown][] {
  if (!isRecord(value)) return [[path, value]]
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`))
}
