import type { Catalog, CatalogEntry } from '../../src-main/contract/index.ts'
import { paramRows, type Field } from './config/fields.ts'
import { valueAt, type Settings } from './config/paths.ts'
import { conditionLabel } from './methods.ts'

/** What the contract knows as conditions beside the catalog's methods. */
const plainConditions = ['clean', 'training-attack'].map((id) => ({ id, title: '', source: '', params: {} }))

/** All that images may go through in an evaluation, in groups. */
export function conditionGroups(catalog: Catalog): { title: string; entries: CatalogEntry[] }[] {
  const plain = plainConditions.map((entry) => ({ ...entry, title: conditionLabel(catalog, entry).title }))
  return [
    { title: 'Without a method', entries: plain },
    { title: 'Attacks', entries: catalog.attacks },
    { title: 'Corruptions', entries: catalog.corruptions },
  ]
}

export interface ConditionRow {
  readonly title: string
  readonly detail: string
  readonly units: string
  readonly fields: readonly Field[]
}

/** The conditions of these settings, each with a row for every parameter. */
export function conditionRows(settings: Settings, catalog: Catalog): ConditionRow[] {
  const list = valueAt(settings, 'conditions')
  if (!Array.isArray(list)) return []
  const entries = conditionGroups(catalog).flatMap((group) => group.entries)
  return list.map((given: unknown, index) => {
    const id = String(valueAt(given, 'id'))
    const params = (valueAt(given, 'params') ?? {}) as Record<string, never>
    const entry = entries.find((candidate) => candidate.id === id)
    const row = { section: 'panel', isAdvanced: false } as const
    return {
      ...conditionLabel(catalog, { id, params }),
      fields: entry ? paramRows(row, { path: `conditions.${index}`, entry, settings }) : [],
    }
  })
}
