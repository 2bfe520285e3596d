import { computed, onBeforeUnmount, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import {
  AppError,
  failureOf,
  formatMethod,
  type MethodChoice,
  type SheetFailure,
} from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import type { ColorMap } from '../../colormaps/color-map.ts'
import { paintMap, readMap, scaleLimit, type FloatMap } from '../../colormaps/paint-map.ts'
import { useColorMaps } from '../../colormaps/use-color-maps.ts'
import { createDemand, type Demand } from '../../lib/misclassified/demand.ts'
import { asShown, sideOf } from '../../lib/misclassified/saliency-layers.ts'
import { abortableTask } from '../../lib/task-name.ts'
import { useSystem } from '../../stores/system.ts'
import type { PixelImage } from '../images/pixel-image.ts'

export interface MapThumbnails {
  /** The method whose maps are shown, as text; empty: none. */
  readonly shownMap: Ref<string>
  readonly maps: Readonly<ShallowRef<Demand<number, PixelImage> | null>>
}

const imagesPerRequest = 8

/** Maps in the place of the images of the grid: computed while they are looked at, and kept as all maps are. */
export function useMapThumbnails({
  evaluation,
  methods,
  root,
}: {
  readonly evaluation: ComputedRef<string | null>
  readonly methods: ComputedRef<readonly MethodChoice[]>
  /** Whose colours are taken. */
  readonly root: Readonly<Ref<Element | null>>
}): MapThumbnails {
  const { client, connection } = useApi()
  const system = useSystem()
  const colorMaps = useColorMaps(root)
  const shownMap = shallowRef('')
  const choice = computed(() => methods.value.find((method) => formatMethod(method) === shownMap.value))
  const maps = shallowRef<Demand<number, PixelImage> | null>(null)

  watch(
    () => [evaluation.value, shownMap.value, choice.value !== undefined, colorMaps.value[0]] as const,
    ([of]) => {
      maps.value?.want([])
      const [method, colors] = [choice.value, colorMaps.value[0]]
      maps.value = of === null || !method || !colors ? null : thumbnails(of, method, colors)
    },
    { flush: 'post' },
  )

  // Its number stays when it is evaluated anew; its maps do not.
  const stop = client.evaluations.on('changed', ({ id }) => {
    if (id === evaluation.value) maps.value?.forget(() => true)
  })
  watch(connection, (state) => {
    if (state === 'connected') maps.value?.retry()
  })
  onBeforeUnmount(() => {
    stop()
    maps.value?.want([])
  })

  function thumbnails(of: string, method: MethodChoice, colors: ColorMap) {
    return createDemand<number, PixelImage>({
      batch: imagesPerRequest,
      parallel: 1,
      capacity: 2000,
      async load(images, signal) {
        const task = abortableTask(client, 'thumbnails', signal)
        const question = { evaluation: of, outcome: 'all' as const, images: [...images] }
        const { failures } = await client.sheets.compute({ task, question, methods: [method] })
        const rows = await client.sheets.maps({ evaluation: of, images: [...images], methods: [method] })
        return images.map((image, row) => {
          const map = rows[row]?.[0]
          return [image, map ? painted(readMap(map)) : reasonOf(failures, image)] as const
        })
      },
    })

    function painted(map: FloatMap): PixelImage {
      const shown = asShown(sideOf(system.catalog, method), map)
      return paintMap(shown, scaleLimit([shown]), colors)
    }
  }
  return { shownMap, maps }
}

/** Why an image has no map. */
function reasonOf(failures: readonly SheetFailure[], image: number): AppError {
  const { code, message, hint } = failureOf(failures, image, 0)?.error ?? {
    code: 'not-found',
    message: 'Not computed.',
  }
  return new AppError(code, message, { hint })
}
