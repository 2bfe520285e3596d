import {
  evidenceSide,
  evidenceSides as sides,
  formatMethod,
  mapTitle,
  parseMethod,
  type Catalog,
  type EvidenceSide,
  type MethodChoice,
} from '../../../src-main/contract/index.ts'
import type { FloatMap } from '../../colormaps/paint-map.ts'
import { formatParam, words } from '../methods.ts'

/** The layers of an image until others are chosen: both sides of the first method that knows them, else the first method. */
export function defaultLayers(catalog: Catalog): MethodChoice[] {
  for (const { id, params } of catalog.saliency) {
    const twoSided = Object.entries(params).find(
      ([, param]) =>
        param.kind === 'choice' && sides.every((side) => param.options.some((option) => option.value === side)),
    )
    if (twoSided) return sides.map((side) => ({ id, params: { [twoSided[0]]: side } }))
  }
  return catalog.saliency.slice(0, 1).map(({ id }) => ({ id, params: {} }))
}

/** Layers as the address has them; those of methods that are not in the catalog are left out. */
export function readLayers(text: string, catalog: Catalog): MethodChoice[] {
  return text.split(';').flatMap((part) => {
    const id = /^[^:]+/.exec(part.trim())?.[0]
    return catalog.saliency.some((entry) => entry.id === id) ? [parseMethod(part)] : []
  })
}
export const writeLayers = (layers: readonly MethodChoice[]): string => layers.map(formatMethod).join(';')

/** The side of the evidence that its maps keep alone; null where they keep both. */
export const sideOf = (catalog: Catalog | null, choice: MethodChoice): EvidenceSide | null =>
  evidenceSide(choice, catalog?.saliency ?? [])

/** "Gradient, positive part" */
export function layerTitle(catalog: Catalog | null, choice: MethodChoice): string {
  return mapTitle(
    choice,
    catalog?.saliency ?? [],
    (entry, name, value) => `${words(name)} ${formatParam(entry, name, value)}`,
  )
}

/** Evidence against a class comes as its size: it is shown below zero. */
export function asShown(side: EvidenceSide | null, map: FloatMap): FloatMap {
  if (side !== 'negative' || map.min < 0) return map
  return { ...map, values: map.values.map((value) => -value), min: -map.max, max: -map.min }
}
