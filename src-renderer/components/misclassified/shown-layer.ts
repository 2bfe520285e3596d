import { nothingToSee, type Catalog, type MethodChoice } from '../../../src-main/contract/index.ts'
import { asShown, layerTitle, sideOf } from '../../lib/misclassified/saliency-layers.ts'
import type { useExplanations } from '../../stores/explanations.ts'
import type { ShownLayer } from './layer-row.ts'

/** A layer as it is drawn, as far as its map is known. `explained`: the class, or the difference of two, in words. */
export function shownLayer(
  choice: MethodChoice,
  { key, explained, catalog }: { readonly key: string; readonly explained: string; readonly catalog: Catalog | null },
  { maps }: Pick<ReturnType<typeof useExplanations>, 'maps'>,
): ShownLayer {
  const raw = maps.get(key)
  const side = sideOf(catalog, choice)
  const map = raw && asShown(side, raw)
  return {
    key,
    choice,
    side,
    title: layerTitle(catalog, choice),
    map,
    sentence: map ? nothingToSee(side, map, map.values.length, explained) : null,
    failure: maps.failure(key),
  }
}
