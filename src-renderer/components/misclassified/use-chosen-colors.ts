import { computed, type ComputedRef, type Ref } from 'vue'
import type { ColorMap } from '../../colormaps/color-map.ts'
import { useColorMaps } from '../../colormaps/use-color-maps.ts'

export interface ChosenColors {
  readonly colorMaps: Readonly<Ref<readonly ColorMap[]>>
  /** The first where the chosen one is unknown; undefined before `root` is there. */
  readonly colors: ComputedRef<ColorMap | undefined>
}

/** The colour maps of a screen, and the one that its address names. */
export function useChosenColors(root: Readonly<Ref<Element | null>>, id: Readonly<Ref<string>>): ChosenColors {
  const colorMaps = useColorMaps(root)
  return { colorMaps, colors: computed(() => colorMaps.value.find((map) => map.id === id.value) ?? colorMaps.value[0]) }
}
