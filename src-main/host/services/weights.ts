import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { closest } from 'fastest-levenshtein'
import {
  AppError,
  isUnderWay,
  weightsCalled,
  type Problem,
  type RunConfig,
  type Weights,
} from '../../contract/index.ts'
import { fault } from '../../contract/faults/index.ts'
import { fitWeights, type WeightsFit } from '../../core/network/fit-weights.ts'
import type { Network } from '../../core/network/network.ts'
import type { TrainJob } from '../../engine/protocol.ts'
import type { StoredWeights } from '../../store/weights.ts'
import type { HostContext } from '../context.ts'
import { readShapes } from '../weights/read/read-safetensors.ts'

const howToImport = 'Import a file: adversarium weights import <file>.'

export function describeWeights({ path: _path, ...weights }: StoredWeights): Weights {
  return weights
}

export function listWeights({ store }: Pick<HostContext, 'store'>): Weights[] {
  return store.weights.list().map(describeWeights)
}

export function findWeights({ store }: Pick<HostContext, 'store'>, id: string): StoredWeights {
  const weights = store.weights.get(id)
  if (weights) return weights
  throw new AppError('not-found', `There are no weights "${id}".`, {
    hint: '"adversarium weights list" lists all weights.',
  })
}

/** The weights that a person means by their id, their title, or a beginning of their hash. */
export function resolveWeights(context: Pick<HostContext, 'store'>, reference: string): StoredWeights {
  const all = context.store.weights.list()
  const [found, ...others] = weightsCalled(all, reference)
  if (found && others.length === 0) return found
  const listed = (some: readonly StoredWeights[]): string =>
    some
      .slice(0, 8)
      .map(({ id, title }) => `${id} (${title})`)
      .join(', ')
  if (found) {
    const message = `${others.length + 1} imported weights are called "${reference}": name one by its id.`
    throw new AppError('conflict', message, { hint: `There are: ${listed([found, ...others])}.` })
  }
  throw new AppError('not-found', `No weights "${reference}" are imported.`, {
    hint: all.length === 0 ? howToImport : `There are: ${listed(all)}.`,
  })
}

/** Chooses the nearest by name; where there are none, a start at random. */
export function nearestWeights({ store }: Pick<HostContext, 'store'>, reference: string): Problem['fix'] {
  const all = store.weights.list()
  const nearest =
    all.length === 0
      ? undefined
      : closest(
          reference,
          all.map(({ id }) => id),
        )
  const path = 'initialWeights'
  return nearest === undefined
    ? { label: 'Start at random', path, value: null }
    : { label: `Use "${all.find(({ id }) => id === nearest)?.title}"`, path, value: nearest }
}

/** The configuration with its initial weights named by their id. Throws as {@link resolveWeights} does. */
export function withWeightsId(context: Pick<HostContext, 'store'>, config: RunConfig): RunConfig {
  const { initialWeights } = config
  return initialWeights === null ? config : { ...config, initialWeights: resolveWeights(context, initialWeights).id }
}

/** What of a network they fill. Throws `invalid-input` where they are of another one. */
export function fitStored(
  { workspace }: Pick<HostContext, 'workspace'>,
  weights: StoredWeights,
  network: Network,
): WeightsFit {
  return fitWeights(network, shapesOf(join(workspace.folder, weights.path), weights), weights.title)
}

function shapesOf(path: string, { title, source }: StoredWeights): ReturnType<typeof readShapes> {
  if (!existsSync(path)) {
    throw fault('weights-gone', { title, source })
  }
  return readShapes(path)
}

/** Refuses weights that are of another network than the run's. */
export function requireFit(
  context: Pick<HostContext, 'store' | 'workspace'>,
  { initialWeights }: Pick<RunConfig, 'initialWeights'>,
  network: Network,
): void {
  if (initialWeights !== null) fitStored(context, resolveWeights(context, initialWeights), network)
}

/** What an engine is told of them. Null where the run starts at random. */
export function initialWeightsOf(
  context: Pick<HostContext, 'store' | 'workspace'>,
  { initialWeights }: Pick<RunConfig, 'initialWeights'>,
): TrainJob['initialWeights'] {
  if (initialWeights === null) return null
  const { title, path } = resolveWeights(context, initialWeights)
  return { title, path: join(context.workspace.folder, path) }
}

/** To the trash, with their copy. Throws `conflict` where a run has still to start from them. */
export function removeWeights(context: HostContext, id: string): null {
  const { store, journal, now } = context
  requireUnneeded(context, id, findWeights(context, id).title)
  return journal((announce) => {
    store.weights.setTrashed(id, now())
    announce('weights', 'removed', { id })
    announce('trash', 'changed', { kind: 'weights' })
    return null
  })
}

/** One that has a checkpoint, or was forked, goes on from that; one that ended without cannot be resumed. */
function requireUnneeded({ store }: Pick<HostContext, 'store'>, id: string, title: string): void {
  const names = store.weights
    .runsFrom(id)
    .filter(({ state }) => isUnderWay(state))
    .filter((run) => !store.checkpoints.summary(run.id).hasLast && store.origins.ofRun(run.id) === null)
    .map(({ name }) => `"${name}"`)
  if (names.length === 0) return
  const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
  const who = names.length === 1 ? `the run ${names[0]}` : `the runs ${names.slice(0, 3).join(', ')}${more}`
  throw new AppError('conflict', `"${title}" is what ${who} will start from.`, {
    hint: 'Wait until they have begun, or cancel them.',
  })
}
