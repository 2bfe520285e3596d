import type { Field } from './fields.ts'

export interface FieldFilter {
  readonly text: string
  readonly isOnlyChanged: boolean
  readonly hasAdvanced: boolean
}

interface FieldState {
  readonly changed: ReadonlySet<string>
  /** Rows with something wrong; they are never hidden for being advanced. */
  readonly wrong: { has(path: string): boolean }
}

/** Rows to show. Every word must occur in title, section, help or source; a search looks at advanced rows too. */
export function shownFields(fields: readonly Field[], filter: FieldFilter, { changed, wrong }: FieldState): Field[] {
  const parts = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  const isChanged = ({ path }: Field): boolean =>
    changed.has(path) ||
    changed.has(`${path}.id`) ||
    (changed.has(path.replace(/[.:][^.:]*$/, '')) && /^\w+[.:][^.]+$/.test(path))
  return fields.filter((field) => {
    if (filter.isOnlyChanged && !isChanged(field)) return false
    if (parts.length > 0) {
      const text = `${field.title} ${field.section} ${field.help} ${field.source ?? ''} ${field.path}`.toLowerCase()
      return parts.every((part) => text.includes(part))
    }
    return !field.isAdvanced || filter.hasAdvanced || isChanged(field) || wrong.has(field.path)
  })
}
