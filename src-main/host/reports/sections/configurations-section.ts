import { formatMethod, inPixelUnits, MethodChoice, type RunConfig } from '../../../contract/index.ts'
import { catalog } from '../../../core/catalog.ts'
import type { Section } from '../../pages/page.ts'
import { methodWords } from '../method-words.ts'
import type { ReportFacts } from '../report-facts.ts'
import { nothing } from '../shown-values.ts'

/** Settings in which the runs are not all alike; of one run alone, all of them. */
export function configurationsSection({ runs }: ReportFacts): Section {
  const settings = runs.map(({ run }) => new Map(settingsOf(run.config)))
  const names = [...new Set(settings.flatMap((own) => [...own.keys()]))]
  const shown = names.filter(
    (name) => runs.length === 1 || settings.some((own) => own.get(name)?.text !== settings[0]?.get(name)?.text),
  )
  const title = runs.length === 1 ? 'Configuration' : 'Configurations: what differs'
  if (shown.length === 0) {
    return {
      title,
      blocks: [{ kind: 'text', text: 'The configurations of these runs are the same, but for their names.' }],
    }
  }
  const rows = shown.map((name) => [name, ...settings.map((own) => own.get(name)?.words ?? nothing)])
  const whole = shown.map((name) => [name, ...settings.map((own) => own.get(name)?.text ?? null)])
  const head = ['setting', ...runs.map(({ label }) => label)]
  return {
    title,
    blocks: [{ kind: 'table', head, rows, file: { name: 'configurations', table: { columns: head, rows: whole } } }],
  }
}

/** A value in full, and as a person reads it: a method by its title and what differs from its defaults. */
interface Shown {
  readonly text: string
  readonly words: string
}

/** Every value with its path; a method is one value. */
function settingsOf(config: RunConfig): [path: string, value: Shown][] {
  const { name: _name, version: _version, ...settings } = config
  return Object.entries(settings).flatMap(([key, value]) => leaves(key, value))
}

const entries = [
  ...[catalog.architectures, catalog.objectives, catalog.optimizers, catalog.schedules].flat(),
  ...[catalog.augmentations, catalog.attacks, catalog.freezing].flat(),
]

function leaves(path: string, value: unknown): [path: string, value: Shown][] {
  if (Array.isArray(value)) {
    const all = value.map(shownOf)
    const joined = (what: keyof Shown): string =>
      all.map((each) => each[what]).join(what === 'text' ? ' ' : '; ') || 'none'
    return [[path, { text: joined('text'), words: joined('words') }]]
  }
  const isMethod = typeof value === 'object' && value !== null && MethodChoice.safeParse(value).success
  if (typeof value !== 'object' || value === null || isMethod) return [[path, shownOf(value)]]
  return Object.entries(value).flatMap(([key, inner]) => leaves(`${path}.${key}`, inner))
}

function shownOf(value: unknown): Shown {
  const same = (text: string): Shown => ({ text, words: text })
  if (value === null) return same('none')
  if (typeof value !== 'object') return same(String(value))
  const method = MethodChoice.safeParse(value)
  if (!method.success) return same(JSON.stringify(value))
  return { text: formatMethod(inPixelUnits(method.data, entries)), words: methodWords(method.data, entries) }
}
