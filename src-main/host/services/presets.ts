import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Preset } from '../../contract/index.ts'
import type { HostContext } from '../context.ts'

const PresetFile = Preset.omit({ id: true })

/** The configurations that come with the program: resources/presets/<id>.json. */
export function listPresets({ programFolder }: Pick<HostContext, 'programFolder'>): Preset[] {
  const folder = join(programFolder, 'resources', 'presets')
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => {
      const file = PresetFile.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')))
      return { id: basename(name, '.json'), ...file }
    })
}
