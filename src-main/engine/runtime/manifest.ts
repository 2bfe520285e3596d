import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import envPaths from 'env-paths'
import { z } from 'zod'
import manifestJson from '../../../resources/runtime.json' with { type: 'json' }
import { parseJson } from '../../contract/parse-json.ts'
import { AppError } from '../../contract/wire.ts'

/** The one TensorFlow that the program is built against, and where it comes from. */
export const manifest = manifestJson

const folders = envPaths('adversarium', { suffix: '' })

/** Per-user cache outside the project, shared by all clones. */
export const cacheFolder = folders.cache
/** What an installed program, whose own folder is not the user's to write, computes with instead of what it shipped. */
export const installedRecordFile = join(cacheFolder, 'runtime.json')
const settingsFile = join(folders.config, 'settings.json')

const Settings = z.object({ tensorflow: z.string().optional() })

/** The user's own TensorFlow: ADVERSARIUM_TENSORFLOW, else `tensorflow` in the settings file. */
export function chosenTensorflow(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  file = settingsFile,
): { path: string; by: string } | null {
  const variable = environment['ADVERSARIUM_TENSORFLOW']
  if (variable) return { path: variable, by: 'ADVERSARIUM_TENSORFLOW' }
  if (!existsSync(file)) return null
  const parsed = Settings.safeParse(parseJson(readFileSync(file, 'utf8')))
  if (!parsed.success) {
    throw new AppError('invalid-input', `${file} must be JSON like {"tensorflow": "<folder>"}.`, {
      hint: 'Mend it or remove it.',
    })
  }
  return parsed.data.tensorflow ? { path: parsed.data.tensorflow, by: file } : null
}

/** Whether a folder holds the libraries and headers that the addon needs. */
export function isTensorflowFolder(folder: string): boolean {
  const needed = [...manifest.libraries, 'include/tensorflow/c/c_api.h', 'include/tensorflow/c/eager/c_api.h']
  return needed.every((name) => existsSync(join(folder, name)))
}
