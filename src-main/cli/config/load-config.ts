import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { z } from 'zod'
import { suggest, type Catalog } from '../../contract/catalog.ts'
import { expandSweep, Sweep, type Client, type ExperimentConfigInput } from '../../contract/index.ts'
import { UsageError } from '../usage-error.ts'
import { nameImports } from './imported-dataset.ts'
import { setPath } from './set-path.ts'
import { trainingDefaults } from './training-defaults.ts'

/**
 * The experiment that a word means: a preset, or a JSON file that holds an experiment (it has `runs`) or one run, with
 * these settings. An architecture that they choose brings the rate and batch of its source, unless they say others.
 */
export async function loadConfig(
  client: Client,
  word: string,
  settings: readonly string[],
): Promise<ExperimentConfigInput> {
  const config = isFile(word) ? readConfig(word) : await presetConfig(client, word)
  if (settings.length === 0) return config
  return applySettings(config, await nameImports(client, settings), await client.system.catalog({}))
}

/** An experiment with its sweep carried out, so that every run stands by itself. Throws `invalid-input`. */
export function expandedConfig(config: ExperimentConfigInput, catalog: Catalog): ExperimentConfigInput {
  const { sweep = null, name = 'experiment', base = {} } = config
  if (sweep === null) return config
  const parsed = Sweep.safeParse(sweep)
  if (!parsed.success) throw new UsageError(`"sweep" cannot be read: ${z.prettifyError(parsed.error)}.`)
  return { ...config, runs: expandSweep({ name, base, runs: config.runs, sweep: parsed.data }, catalog), sweep: null }
}

/** An experiment with settings as `--set` takes them. Throws {@link UsageError}, naming the nearest valid setting. */
export function applySettings(
  config: ExperimentConfigInput,
  settings: readonly string[],
  catalog: Catalog,
): ExperimentConfigInput {
  requireRuns(config)
  const suggested = trainingDefaults(config, settings, catalog)
  return [...suggested, ...settings].reduce((changed, setting) => setPath(changed, setting, catalog), config)
}

/** What else is wrong in a file, the host says; settings need places to go to. */
function requireRuns({ runs, base }: ExperimentConfigInput): void {
  const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)
  if (Array.isArray(runs) && runs.every(isObject) && (base === undefined || isObject(base))) return
  throw new UsageError('"runs" must be a list of objects, and "base" an object, to be changed by a setting.')
}

const isFile = (word: string): boolean => /[\\/]|\.json$/.test(word) || (existsSync(word) && statSync(word).isFile())

/** Throws {@link UsageError}, naming the nearest preset. */
export async function presetConfig(client: Client, word: string): Promise<ExperimentConfigInput> {
  const presets = await client.experiments.presets({})
  const preset = presets.find(({ id }) => id === word)
  if (preset) return preset.config
  const ids = presets.map(({ id }) => id)
  throw new UsageError(`There is neither a preset nor a file called "${word}".`, { hint: suggest(word, ids) })
}

function readConfig(path: string): ExperimentConfigInput {
  const content = parse(path, read(path))
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new UsageError(`${path} must hold an object: a run, or an experiment with "runs".`)
  }
  return toExperiment(content as Readonly<Record<string, unknown>>, basename(path).replace(/\.json$/, ''))
}

/** A configuration without `runs` is one run; it may name how it is evaluated beside its own fields. */
export function toExperiment(content: Readonly<Record<string, unknown>>, fileName: string): ExperimentConfigInput {
  // The host checks what is in it, and says what is wrong.
  if (Object.hasOwn(content, 'runs')) return content as unknown as ExperimentConfigInput
  const { conditions, evaluationImages, sweep, name = fileName, ...run } = content
  const experiment = {
    ...{ name, runs: [{ ...run, name }] },
    ...(conditions === undefined ? {} : { conditions }),
    ...(evaluationImages === undefined ? {} : { evaluationImages }),
    ...(sweep === undefined ? {} : { sweep }),
  }
  return experiment as unknown as ExperimentConfigInput
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new UsageError(
      isMissing ? `There is no file "${path}".` : `${path} cannot be read: ${(error as Error).message}.`,
      {
        hint: '"adversarium presets" lists what comes with the program.',
      },
    )
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${path} is not valid JSON: ${(error as Error).message}.`)
  }
}
