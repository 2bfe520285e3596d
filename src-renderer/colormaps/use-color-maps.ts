import { onMounted, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import { usePreferences } from '../stores/preferences.ts'
import { readColorMaps, type ColorMap } from './color-map.ts'

/** The colour maps that an element has under the present theme; none before it is there. */
export function useColorMaps(element: Readonly<Ref<Element | null>>): Readonly<ShallowRef<readonly ColorMap[]>> {
  const preferences = usePreferences()
  const maps = shallowRef<readonly ColorMap[]>([])
  const read = (): void => {
    if (element.value) maps.value = readColorMaps(element.value)
  }
  onMounted(read)
  watch(() => preferences.resolved, read, { flush: 'post' })
  return maps
}
