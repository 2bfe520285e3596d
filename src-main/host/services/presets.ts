import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { AppError, Preset, type ExperimentConfig } from '../../contract/index.ts'
import type { HostContext } from '../context.ts'
import { newId } from '../new-id.ts'
import { runConfigsOf } from './run-configs.ts'

const PresetFile = Preset.omit({ id: true, isShipped: true })

/** The configurations that come with the program: resources/presets/<id>.json. */
export function shippedPresets({ programFolder }: Pick<HostContext, 'programFolder'>): Preset[] {
  const folder = join(programFolder, 'resources', 'presets')
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => {
      const file = PresetFile.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')))
      return { id: basename(name, '.json'), ...file, isShipped: true }
    })
}

/** Those that come with the program, then the user's own. */
export function listPresets(context: Pick<HostContext, 'programFolder' | 'store'>): Preset[] {
  return [...shippedPresets(context), ...context.store.presets.list()]
}

/** Only what could be launched is kept; its images need not be imported yet. */
export function savePreset(
  context: HostContext,
  { title, config }: { title: string; config: ExperimentConfig },
): Preset {
  const { store, now } = context
  const summary = summarize(config)
  const known = listPresets(context).find((preset) => preset.title === title)
  if (known) {
    const whose = known.isShipped ? 'The program comes with' : 'You have'
    throw new AppError('conflict', `${whose} a preset "${title}" already.`, {
      hint: known.isShipped ? 'Choose another title.' : 'Choose another title, or remove that one first.',
    })
  }
  const preset = { id: newId(), title, summary, config }
  store.presets.insert(preset, now())
  return { ...preset, isShipped: false }
}

/** To the trash. */
export function removePreset(context: HostContext, id: string): null {
  const { store, journal, now } = context
  if (store.presets.list().some((preset) => preset.id === id)) {
    return journal((announce) => {
      store.presets.setTrashed(id, now())
      announce('trash', 'changed', { kind: 'preset' })
      return null
    })
  }
  const shipped = shippedPresets(context).find((preset) => preset.id === id)
  if (shipped) throw new AppError('conflict', `"${shipped.title}" comes with the program: it cannot be removed.`)
  throw new AppError('not-found', `There is no preset "${id}".`)
}

/** What its runs train, in a line. Throws what is wrong with the configuration. */
function summarize(config: ExperimentConfig): string {
  const runs = runConfigsOf(config)
  const idsOf = (field: 'architecture' | 'objective' | 'dataset'): string =>
    [...new Set(runs.map((run) => run[field].id))].join(', ')
  const count = runs.length === 1 ? '1 run' : `${runs.length} runs`
  return `${count}: ${idsOf('architecture')} on ${idsOf('dataset')}, ${idsOf('objective')}.`
}
