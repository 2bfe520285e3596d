import type { Catalog, CatalogEntry } from './catalog.ts'
import { families, type Family, type SeenFamily } from './families.ts'
import { formatMethod, type MethodChoice } from './method.ts'
import type { RunConfig } from './run-config.ts'

/** The family that a condition belongs to; null where it is none of nature's: clean, an attack. */
export function familyOf({ id, params }: MethodChoice, { corruptions }: Pick<Catalog, 'corruptions'>): Family | null {
  const entry = corruptions.find((candidate) => candidate.id === id)
  if (!entry?.familyBy) return entry?.family ?? null
  const { param, families: byValue } = entry.familyBy
  return byValue[String(params[param] ?? entry.params[param]?.default)] ?? null
}

/** What trainings of these configurations showed the network, and what of them did. */
export function familiesSeen(
  configs: readonly Pick<RunConfig, 'augmentations' | 'objective'>[],
  catalog: Pick<Catalog, 'augmentations' | 'objectives'>,
): SeenFamily[] {
  return configs.flatMap(({ augmentations, objective }) => [
    ...augmentations.flatMap((choice) => shownBy(choice, catalog.augmentations)),
    ...shownBy(objective, catalog.objectives),
  ])
}

/** A strength of 0 turns a family off. */
function shownBy(choice: MethodChoice, entries: readonly CatalogEntry[]): SeenFamily[] {
  const entry = entries.find(({ id }) => id === choice.id)
  const isOff = (name: string): boolean => (choice.params[name] ?? entry?.params[name]?.default) === 0
  const shown = entry?.shows?.filter(({ unless }) => !unless.some(isOff)) ?? []
  return shown.map(({ family }) => ({ family, by: formatMethod(choice) }))
}

/** The family that a corruption is of, or those that a training method shows, in a sentence; null where there is none. */
export function familyInWords({ family, familyBy, shows = [] }: CatalogEntry): string | null {
  if (family) return `Family of perturbations: ${families[family].title}.`
  if (familyBy) return `Family of perturbations: that of its ${familyBy.param}.`
  const shown = shows.map((it) => families[it.family].title)
  return shown.length === 0 ? null : `In training, it marks as seen: ${shown.join('; ')}.`
}

/** By what a run's training saw the family of a condition, each once; empty where it did not. */
export function seenBy(
  seen: readonly SeenFamily[],
  condition: MethodChoice,
  catalog: Pick<Catalog, 'corruptions'>,
): string[] {
  const family = familyOf(condition, catalog)
  return [...new Set(seen.filter((it) => it.family === family).map(({ by }) => by))]
}

/** Why a number is marked. */
export const seenInWords = (by: readonly string[]): string =>
  `Seen in training: its images went through the same family of perturbations, by ${by.join(' and ')}.`
