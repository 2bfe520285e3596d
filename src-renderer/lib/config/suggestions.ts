import type { Catalog } from '../../../src-main/contract/index.ts'
import type { Draft } from './draft.ts'
import { defaultParams } from './methods.ts'
import { fieldOf, isSame, valueAt, withValue, type Settings } from './paths.ts'

/**
 * What the architecture of these settings suggests to train it with, by path: the batch and, where the optimizer is the
 * one that the suggestion is for, its parameters.
 */
export function suggestionsOf(settings: Settings, catalog: Catalog): ReadonlyMap<string, unknown> {
  const architecture = catalog.architectures.find(({ id }) => id === valueAt(settings, 'architecture.id'))
  if (!architecture?.defaults) return new Map()
  const { optimizer, learningRate, batchSize } = architecture.defaults
  const entry = catalog.optimizers.find(({ id }) => id === optimizer)
  const params = entry && valueAt(settings, 'optimizer.id') === optimizer ? defaultParams(entry) : null
  const rates = params ? Object.entries({ ...params, learningRate }) : []
  return new Map([
    ['batchSize', batchSize],
    ...rates.map(([name, value]) => [`optimizer.params.${name}`, value] as const),
  ])
}

/**
 * `next` is `before` with another architecture or optimizer. It gets the suggestions, except where the person has a value
 * of their own: one that is neither where the draft comes from nor what was suggested before. Back at the architecture
 * and optimizer of the origin, its values stand there again.
 */
export function withSuggestions(next: Draft, before: Draft, origin: Draft, catalog: Catalog): Draft {
  const earlier = suggestionsOf(before.settings, catalog)
  const agrees = (path: string, other: Draft): boolean =>
    isSame(valueAt(next.settings, path), valueAt(other.settings, path))
  const isBack = agrees('architecture.id', origin) && agrees('optimizer.id', origin)
  const isNewOptimizer = !agrees('optimizer.id', before)
  const isOwn = (path: string): boolean => {
    if (isNewOptimizer && fieldOf(path) === 'optimizer') return false
    const isKnown = agrees(path, origin) || isSame(valueAt(next.settings, path), earlier.get(path))
    return Object.hasOwn(next.sweeps, path) || !isKnown
  }
  const settings = [...suggestionsOf(next.settings, catalog)]
    .filter(([path]) => !isOwn(path))
    .reduce<Settings>(
      (changed, [path, value]) => withValue(changed, path, isBack ? valueAt(origin.settings, path) : value),
      next.settings,
    )
  return { ...next, settings }
}
