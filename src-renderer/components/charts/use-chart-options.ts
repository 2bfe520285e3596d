import { computed, type WritableComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { xAxisKinds, type XAxisKind } from '../../charts/x-axis.ts'

export interface ChartOptions {
  readonly axis: WritableComputedRef<XAxisKind>
  /** In [0, 1): 0 draws what was measured. */
  readonly smoothing: WritableComputedRef<number>
  readonly hasEvents: WritableComputedRef<boolean>
}

export const mostSmoothing = 0.99

/** How the charts of a screen are drawn, kept in the address. */
export function useChartOptions(): ChartOptions {
  const route = useRoute()
  const router = useRouter()
  const set = (name: string, value: string | null): void => {
    const { [name]: _, ...rest } = route.query
    void router.replace({ query: value === null ? rest : { ...rest, [name]: value } })
  }
  return {
    axis: computed({
      get: () => xAxisKinds.find((known) => known === route.query['axis']) ?? 'epoch',
      // A zoom is in units of the axis that it was made on.
      set: (kind) => {
        const { axis: _axis, zoom: _zoom, ...rest } = route.query
        void router.replace({ query: kind === 'epoch' ? rest : { ...rest, axis: kind } })
      },
    }),
    smoothing: computed({
      get: () => {
        const weight = Number(route.query['smoothing'] ?? 0)
        return weight > 0 && weight <= mostSmoothing ? weight : 0
      },
      set: (weight) => set('smoothing', weight > 0 ? String(Math.min(weight, mostSmoothing)) : null),
    }),
    hasEvents: computed({
      get: () => route.query['events'] !== 'off',
      set: (isOn) => set('events', isOn ? null : 'off'),
    }),
  }
}
