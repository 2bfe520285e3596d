import { formatMethod, inPixelUnits, MethodChoice, type RunConfig } from '../../../contract/index.ts'
import { catalog } from '../../../core/catalog.ts'
import type { Section } from '../../pages/page.ts'
import type { ReportFacts } from '../report-facts.ts'
import { nothing } from '../shown-values.ts'

/** Settings in which the runs are not all alike; of one run alone, all of them. */
export function configurationsSection({ runs }: ReportFacts): Section {
  const settings = runs.map(({ run }) => new Map(settingsOf(run.config)))
  const names = [...new Set(settings.flatMap((own) => [...own.keys()]))]
  const shown = names.filter(
    (name) => runs.length === 1 || settings.some((own) => own.get(name) !== settings[0]?.get(name)),
  )
  const title = runs.length === 1 ? 'Configuration' : 'Configurations: what differs'
  if (shown.length === 0) {
    return {
      title,
      blocks: [{ kind: 'text', text: 'The configurations of these runs are the same, but for their names.' }],
    }
  }
  const rows = shown.map((name) => [name, ...settings.map((own) => own.get(name) ?? nothing)])
  const head = ['setting', ...runs.map(({ label }) => label)]
  return {
    title,
    blocks: [{ kind: 'table', head, rows, file: { name: 'configurations', table: { columns: head, rows } } }],
  }
}

/** Every value with its path; a method is one value. */
function settingsOf(config: RunConfig): [path: string, text: string][] {
  const { name: _name, version: _version, ...settings } = config
  return Object.entries(settings).flatMap(([key, value]) => leaves(key, value))
}

const entries = [
  ...[catalog.architectures, catalog.objectives, catalog.optimizers, catalog.schedules].flat(),
  ...[catalog.augmentations, catalog.attacks, catalog.freezing].flat(),
]

function leaves(path: string, value: unknown): [path: string, text: string][] {
  if (Array.isArray(value)) return [[path, value.map(textOf).join(' ') || 'none']]
  const isMethod = typeof value === 'object' && value !== null && MethodChoice.safeParse(value).success
  if (typeof value !== 'object' || value === null || isMethod) return [[path, textOf(value)]]
  return Object.entries(value).flatMap(([key, inner]) => leaves(`${path}.${key}`, inner))
}

function textOf(value: unknown): string {
  if (value === null) return 'none'
  if (typeof value !== 'object') return String(value)
  const method = MethodChoice.safeParse(value)
  return method.success ? formatMethod(inPixelUnits(method.data, entries)) : JSON.stringify(value)
}
