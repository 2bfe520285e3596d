import { onBeforeUnmount, shallowReactive, shallowRef, watch, type Ref } from 'vue'
import type { ExplainTarget, MethodChoice, SheetMap } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { readMap, type FloatMap } from '../../colormaps/paint-map.ts'
import { createDemand, type Demand, type DemandOptions } from '../../lib/misclassified/demand.ts'

/** A map of a sheet, with its scores as far as they were computed. */
export type ScoredMap = FloatMap & Pick<SheetMap, 'scores'>

/** Whose maps are looked at. */
export interface ShownMaps {
  readonly evaluation: string
  readonly methods: readonly MethodChoice[]
  readonly target: ExplainTarget
}

/** The maps of one image, in the order of the methods; null where one is not there. */
export type MapsOfImage = readonly (ScoredMap | null)[]

const imagesPerRequest = 16

/**
 * Maps that were computed, fetched while they are looked at. While others are still computed (`isRunning`), what is not
 * there is asked for again whenever more is done (`progress`).
 */
export function useSheetMaps(
  shown: Readonly<Ref<ShownMaps | null>>,
  work: { readonly isRunning: Readonly<Ref<boolean>>; readonly progress: Readonly<Ref<unknown>> },
): Readonly<Ref<Demand<number, MapsOfImage>>> {
  const { client, connection } = useApi()
  const none: Demand<number, MapsOfImage> = createDemand({ batch: 1, parallel: 0, capacity: 0, load: async () => [] })
  const demand = shallowRef(none)
  /** What is looked at, and what was last known of it while more is on its way. */
  let wanted: readonly number[] = []
  const partial = shallowReactive(new Map<number, MapsOfImage>())

  const change = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const stop = watch([work.isRunning, work.progress], () => end(), { flush: 'sync' })
      const end = (): void => {
        stop()
        resolve()
      }
      signal.addEventListener('abort', end, { once: true })
    })

  const withPartial = (options: DemandOptions<number, MapsOfImage>): Demand<number, MapsOfImage> => {
    const whole = createDemand(options)
    return {
      ...whole,
      get: (image) => whole.get(image) ?? partial.get(image),
      want(images) {
        wanted = images
        for (const image of partial.keys()) if (!images.includes(image)) partial.delete(image)
        whole.want(images)
      },
    }
  }

  // What was fetched while less was there, scores too, is fetched anew at the end; until then what is known stays.
  watch(work.isRunning, (isRunning) => {
    const { get, forget } = demand.value
    const isPartial = (image: number): boolean => get(image)?.includes(null) === true
    for (const image of wanted) {
      const maps = get(image)
      if (maps) partial.set(image, maps)
    }
    forget(isRunning ? isPartial : () => true)
  })
  // Its number stays when it is evaluated anew; its maps do not.
  const unsubscribe = client.evaluations.on('changed', ({ id }) => {
    if (id !== shown.value?.evaluation) return
    partial.clear()
    demand.value.forget(() => true)
  })
  watch(connection, (state) => {
    if (state === 'connected') demand.value.retry()
  })
  watch(
    () => JSON.stringify(shown.value),
    () => {
      demand.value.want([])
      partial.clear()
      const asked = shown.value
      demand.value = asked
        ? withPartial({
            batch: imagesPerRequest,
            parallel: 2,
            capacity: 400,
            async load(images, signal) {
              const wasRunning = work.isRunning.value
              const next = change(signal)
              // What came already comes again at the end alone, when it has its scores.
              const isMissing = (place: number): boolean => images.some((image) => !partial.get(image)?.[place])
              const places = asked.methods.flatMap((_, place) => (wasRunning && !isMissing(place) ? [] : [place]))
              const methods = places.flatMap((place) => asked.methods[place] ?? [])
              const answer = await client.sheets.maps({ ...asked, images: [...images], methods })
              if (signal.aborted) return []
              const rows = images.map((image, row) => {
                const maps = asked.methods.map((_, place) => {
                  const map = answer[row]?.[places.indexOf(place)]
                  return map ? readMap(map) : wasRunning ? (partial.get(image)?.[place] ?? null) : null
                })
                return [image, maps] as const
              })
              const whole = wasRunning ? rows.filter(([, maps]) => !maps.includes(null)) : rows
              for (const [image, maps] of rows) partial.set(image, maps)
              // What is missing is asked for again at once: so not before there may be more.
              if (whole.length < rows.length && work.isRunning.value) await next
              return whole
            },
          })
        : none
    },
    { immediate: true },
  )
  onBeforeUnmount(() => {
    unsubscribe()
    demand.value.want([])
  })
  return demand
}
