import { existsSync, readFileSync } from 'node:fs'
import { suggest } from '../../contract/catalog.ts'
import type { Client, ExperimentConfig, ExperimentConfigInput } from '../../contract/index.ts'
import { AppError } from '../../contract/wire.ts'
import { setPath } from './set-path.ts'

/** The experiment that a word means: a preset, or a JSON file with an experiment (it has `runs`) or a single run. */
export async function loadConfig(
  client: Client,
  word: string,
  settings: readonly string[],
): Promise<ExperimentConfigInput> {
  const config = existsSync(word) && word.includes('.') ? readConfig(word) : await presetConfig(client, word)
  return settings.reduce(setPath, config)
}

async function presetConfig(client: Client, word: string): Promise<ExperimentConfig> {
  const presets = await client.experiments.presets({})
  const preset = presets.find(({ id }) => id === word)
  if (preset) return preset.config
  const hint = suggest(
    word,
    presets.map(({ id }) => id),
  )
  throw new AppError('not-found', `There is neither a preset nor a file called "${word}".`, { hint })
}

function readConfig(path: string): ExperimentConfig {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new AppError('invalid-input', `${path} is not valid JSON: ${(error as Error).message}.`)
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new AppError('invalid-input', `${path} must hold an object: a run, or an experiment with "runs".`)
  }
  const given = content as Record<string, unknown>
  if ('runs' in given) return { base: {}, ...given } as unknown as ExperimentConfig
  const { conditions, ...run } = given
  const name = String(run['name'] ?? path.replace(/^.*[\\/]|\.json$/g, ''))
  return {
    name,
    base: run,
    runs: [{ name }],
    ...(conditions === undefined ? {} : { conditions }),
  } as unknown as ExperimentConfig
}
