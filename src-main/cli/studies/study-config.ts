import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Catalog, Client, ExperimentConfigInput, MethodChoice, StudyId } from '../../contract/index.ts'
import { nameImports } from '../config/imported-dataset.ts'
import { applySettings, presetConfig } from '../config/load-config.ts'
import { UsageError } from '../usage-error.ts'
import { readArchitectures, type NamedArchitecture } from './architecture-list.ts'
import { mnistDataset } from './mnist-dataset.ts'
import { fittingWeights } from './fitting-weights.ts'

export interface StudyOptions {
  readonly dataset?: string
  readonly imagesPerClass?: number
  readonly epochs?: number
  readonly architectures?: string
  readonly weights?: string
  readonly fromScratch?: boolean
  readonly set: readonly string[]
}

/** The study's preset with what these options change. Throws {@link UsageError} where it is another study's option. */
export async function studyConfig(
  client: Client,
  study: StudyId,
  options: StudyOptions,
): Promise<ExperimentConfigInput> {
  const catalog = await client.system.catalog({})
  const preset = await presetConfig(client, study)
  const chosen = chooseArchitectures(preset, study, options, catalog)
  const settings = [
    ...(await datasetSettings(client, study, options)),
    ...(options.imagesPerClass === undefined ? [] : [`dataset.imagesPerClass=${options.imagesPerClass}`]),
    ...(options.epochs === undefined ? [] : [`epochs=${options.epochs}`]),
    ...(await nameImports(client, options.set)),
  ]
  const config = applySettings(chosen, settings, catalog)
  if (startAtRandom.has(study)) return refuseWeights(config, study, options)
  return applySettings(config, await startSettings(client, study, { config, options }), catalog)
}

function chooseArchitectures(
  preset: ExperimentConfigInput,
  study: StudyId,
  { architectures }: StudyOptions,
  catalog: Catalog,
): ExperimentConfigInput {
  if (architectures === undefined) return preset
  if (study !== 'overfitting-study') {
    throw new UsageError('--architectures belongs to overfitting-study.', {
      hint: 'Set another one: --set architecture=<name>.',
    })
  }
  const named = readArchitectures(architectures, catalog)
  if (named.length === 0)
    throw new UsageError('--architectures names none.', { hint: 'For example: mobilenet-v2,densenet121.' })
  return { ...preset, runs: named.map(comparedRun) }
}

/** In short runs a slow average would still hold what it started from. */
const batchNormMomentum = 0.95

/** How an architecture takes part in the comparison: with the rate of its source, and statistics that follow fast enough. */
export function comparedRun({ name, choice, entry }: NamedArchitecture): Record<string, unknown> {
  const hasMomentum = entry.params['batchNormMomentum'] !== undefined
  const params: MethodChoice['params'] = { ...(hasMomentum ? { batchNormMomentum } : {}), ...choice.params }
  const { optimizer, learningRate } = entry.defaults ?? { optimizer: 'sgd', learningRate: 0.02 }
  return { name, architecture: { id: choice.id, params }, optimizer: { id: optimizer, params: { learningRate } } }
}

/** An imported dataset by its id or title, else a kind with its parameters; of MNIST's studies by default its digits. */
async function datasetSettings(
  client: Client,
  study: StudyId,
  { dataset: reference, set }: StudyOptions,
): Promise<string[]> {
  if (reference === undefined) {
    const isSet = set.some((setting) => /^dataset(=|\.imported=|\.id=)/.test(setting))
    const own = isSet ? null : await mnistDataset(client, study)
    return own ? [`dataset=${own.kind}`, `dataset.imported=${own.id}`] : []
  }
  const all = await client.datasets.list({})
  const found = all.find(({ id, title }) => id === reference || title === reference)
  return found ? [`dataset=${found.kind}`, `dataset.imported=${found.id}`] : [`dataset=${reference}`]
}

/** Studies of networks that nobody pretrained. */
const startAtRandom: ReadonlySet<StudyId> = new Set(['overfitting-study', 'goodfellow-logistic', 'goodfellow-maxout'])

function refuseWeights(
  config: ExperimentConfigInput,
  study: StudyId,
  { weights }: StudyOptions,
): ExperimentConfigInput {
  if (weights === undefined) return config
  throw new UsageError(`${study} trains from scratch: it takes no --weights.`)
}

/** What the study starts from: the weights that are named, those that fit, or (nothing is frozen then) random ones. */
async function startSettings(
  client: Client,
  study: StudyId,
  { config, options }: { readonly config: ExperimentConfigInput; readonly options: StudyOptions },
): Promise<string[]> {
  const { weights, fromScratch } = options
  if (fromScratch) {
    if (weights === undefined) return ['initialWeights=none', 'freezing=all']
    throw new UsageError('--weights and --from-scratch exclude one another.')
  }
  if (weights === undefined) {
    return config.base?.['initialWeights'] ? [] : [`initialWeights=${await fittingWeights(client, study, config)}`]
  }
  const isFile = existsSync(weights) && statSync(weights).isFile()
  const named = isFile ? (await client.weights.import({ path: resolve(weights) })).id : weights
  return [`initialWeights=${named}`]
}
