import { inject, provide, shallowRef, type InjectionKey, type Ref } from 'vue'

/** What the charts of a screen share: one crosshair, one zoom, one hovered run. */
export interface ChartScope {
  /** Under the pointer or pinned, in units of the x axis. */
  readonly cursor: Ref<number | null>
  readonly isPinned: Ref<boolean>
  readonly zoom: Ref<readonly [number, number] | null>
  readonly hoveredRun: Ref<string | null>
}

const key: InjectionKey<ChartScope> = Symbol('chart scope')

export function createChartScope(zoom: ChartScope['zoom'] = shallowRef(null)): ChartScope {
  return { cursor: shallowRef(null), isPinned: shallowRef(false), zoom, hoveredRun: shallowRef(null) }
}

export function provideChartScope(zoom?: ChartScope['zoom']): ChartScope {
  const scope = createChartScope(zoom)
  provide(key, scope)
  return scope
}

/** The screen's, or one of its own for a chart that stands alone. */
export const useChartScope = (): ChartScope => inject(key, createChartScope, true)
