import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import { AppError, type CatalogEntry, type Dataset, type Preset, type Problem } from '../../src-main/contract/index.ts'
import { useApi } from '../api.ts'
import { changedPaths, readDraft, type Draft } from '../lib/config/draft.ts'
import { fieldsOf, type Field } from '../lib/config/fields.ts'
import { completeMethods, defaultParams } from '../lib/config/methods.ts'
import { fieldOf, isRecord, isSame, valueAt, withoutPath, withValue, type Settings } from '../lib/config/paths.ts'
import { fieldProblems, formPath, problemsByPath } from '../lib/config/problems.ts'
import { expand, experimentOf } from '../lib/config/runs.ts'
import { withSuggestions } from '../lib/config/suggestions.ts'
import { newest } from '../lib/newest.ts'
import { useExperiments } from './experiments.ts'
import { useSystem } from './system.ts'

const preferenceKey = 'new-run.draft'
const saveDelayMs = 400
const checkDelayMs = 200

/** Where a draft comes from, and what it was then: what "changed" compares with. */
export interface DraftOrigin {
  /** null: a file, or text that was pasted. */
  readonly preset: string | null
  readonly title: string
  readonly draft: Draft
}

/** The configuration that New run edits. It outlives the screen and a restart. */
export const useDraft = defineStore('draft', () => {
  const { client, whenConnected } = useApi()
  const system = useSystem()
  const experiments = useExperiments()
  const draft = shallowRef<Draft | null>(null)
  const origin = shallowRef<DraftOrigin | null>(null)
  const problems = shallowRef<readonly Problem[] | null>(null)
  const isRestored = shallowRef(false)

  const fields = computed(() => (system.catalog && draft.value ? fieldsOf(draft.value.settings, system.catalog) : []))
  const runs = computed(() => (draft.value ? expand(draft.value) : []))
  const changed = computed(
    () => new Set(draft.value && origin.value ? changedPaths(draft.value, origin.value.draft) : []),
  )
  const wrong = computed(() => (draft.value ? fieldProblems(fields.value, draft.value) : new Map<string, string>()))
  const problemAt = computed(() => problemsByPath(problems.value ?? []))

  const change = (next: Partial<Draft>): void => {
    if (draft.value) draft.value = { ...draft.value, ...next }
  }
  const set = (path: string, value: unknown): void => {
    if (!draft.value) return
    const { settings, sweeps, names } = draft.value
    // What is named after the experiment is named anew with it.
    const kept = path === 'name' && names.length <= 1 ? [] : names
    change({ settings: withValue(settings, path, value), sweeps: without(sweeps, path), names: kept })
  }
  const sweep = (path: string, values: readonly unknown[]): void => {
    if (!draft.value) return
    const settings = withValue(draft.value.settings, path, values[0])
    change({ settings, sweeps: { ...draft.value.sweeps, [path]: values } })
  }
  const choose = (path: string, entry: CatalogEntry | null): void => {
    const own = valueAt(draft.value?.settings, path)
    const rest = isRecord(own) && Object.hasOwn(own, 'imported') ? { imported: null, imagesPerClass: null } : {}
    const before = draft.value
    set(path, entry && { ...rest, id: entry.id, params: defaultParams(entry) })
    if ((path === 'architecture' || path === 'optimizer') && draft.value && before && origin.value && system.catalog) {
      draft.value = withSuggestions(draft.value, before, origin.value.draft, system.catalog)
    }
  }
  /** Puts a method into a list, at its place in the catalog's order as far as the list follows it, or takes it out. */
  const setMember = (path: string, entry: CatalogEntry, index: number, isOn: boolean): void => {
    const known = valueAt(draft.value?.settings, path)
    const list: unknown[] = Array.isArray(known) ? [...(known as unknown[])] : []
    const place = isOn ? placeOf(entry, list, fields.value) : index
    list.splice(place, isOn ? 0 : 1, ...(isOn ? [{ id: entry.id, params: defaultParams(entry) }] : []))
    set(path, list)
  }
  /** Sets what the host says would mend a problem, in the runs that have it of their own too. */
  const mend = ({ path, value }: { path: string; value: unknown }): void => {
    if (!draft.value || !system.catalog) return
    const { catalog } = system
    const at = formPath(path)
    const mended = (settings: Settings): Settings =>
      completeMethods(value === undefined ? withoutPath(settings, at) : withValue(settings, at, value), catalog)
    const variants = draft.value.variants.map((own) => (Object.hasOwn(own, fieldOf(at)) ? mended(own) : own))
    change({ settings: mended(draft.value.settings), sweeps: without(draft.value.sweeps, at), variants })
  }
  const chooseImported = ({ kind, id }: Dataset): void =>
    mend({ path: 'dataset', value: { id: kind, params: {}, imported: id, imagesPerClass: null } })
  const start = (content: unknown, from: { preset: string | null; title: string }): void => {
    if (!system.catalog || !isRecord(content)) return
    const read = readDraft(content, system.catalog)
    draft.value = read
    origin.value = { ...from, draft: read }
  }
  const startFrom = (preset: Preset): void => start(preset.config, { preset: preset.id, title: preset.title })

  const save = newest(async () => {
    await client.system.setPreference({ key: preferenceKey, value: { draft: draft.value, origin: origin.value } })
  }, saveDelayMs)
  const check = newest(async (config: unknown, isNewest) => {
    try {
      const found = await client.experiments.check({ config })
      if (isNewest()) problems.value = found
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const problem = { severity: 'error' as const, message: error.message, hint: error.hint ?? null }
      if (isNewest()) problems.value = [{ ...problem, path: null, fix: null }]
    }
  }, checkDelayMs)
  const checkNow = (): void => {
    if (draft.value && system.catalog) check.request(experimentOf(draft.value, system.catalog))
  }

  whenConnected(async () => {
    const kept = (await client.system.preferences({}))[preferenceKey]
    if (!draft.value && isKept(kept)) {
      draft.value = kept.draft
      origin.value = kept.origin
    }
    isRestored.value = true
  })
  watch([isRestored, () => system.catalog, () => experiments.presets], () => {
    const [first] = experiments.presets
    if (isRestored.value && system.catalog && !draft.value && first) startFrom(experiments.sample ?? first)
  })
  watch(draft, (next, before) => {
    if (before && !isSame(next, before)) save.request(undefined)
  })
  watch([draft, () => system.catalog, () => system.datasets], checkNow)

  return {
    draft,
    origin,
    fields,
    runs,
    changed,
    wrong,
    problems,
    problemAt,
    change,
    set,
    sweep,
    choose,
    setMember,
    mend,
    chooseImported,
    start,
    startFrom,
  }
})

/** Before the first method of the list whose row stands below its own. */
function placeOf(entry: CatalogEntry, list: readonly unknown[], rows: readonly Field[]): number {
  const members = rows.flatMap(({ control }) => (control.kind === 'member' ? [control] : []))
  const own = members.findIndex((member) => member.entry.id === entry.id)
  const next = members.slice(own + 1).find((member) => member.index >= 0)
  return next ? next.index : list.length
}

const without = (sweeps: Draft['sweeps'], path: string): Draft['sweeps'] =>
  Object.fromEntries(Object.entries(sweeps).filter(([key]) => key !== path && !key.startsWith(`${path}.`)))

function isKept(value: unknown): value is { draft: Draft; origin: DraftOrigin } {
  const [draft, origin] = [valueAt(value, 'draft'), valueAt(value, 'origin')]
  return isDraft(draft) && isRecord(origin) && isDraft(origin['draft'])
}

function isDraft(value: unknown): value is Draft {
  return (
    isRecord(value) &&
    isRecord(value['settings']) &&
    isRecord(value['sweeps']) &&
    Array.isArray(value['variants']) &&
    Array.isArray(value['names'])
  )
}
