import { computed, type ComputedRef } from 'vue'
import type { Catalog, ExplainTarget, MethodChoice } from '../../../src-main/contract/index.ts'
import { readTarget, writeTarget } from '../../lib/misclassified/explain-target.ts'
import { defaultLayers, readLayers, writeLayers } from '../../lib/misclassified/saliency-layers.ts'
import { useQuery } from '../../lib/use-query.ts'
import { useSystem } from '../../stores/system.ts'

export const strengths = [1, 2, 4, 8, 16, 32, 64] as const

export interface ExplainOptions {
  readonly target: ComputedRef<ExplainTarget>
  readonly layers: ComputedRef<readonly MethodChoice[]>
  readonly colors: ComputedRef<string>
  /** 0 shows the image alone, 1 the map alone. */
  readonly opacity: ComputedRef<number>
  /** Whether all maps of a method share one scale. */
  readonly isShared: ComputedRef<boolean>
  readonly strength: ComputedRef<(typeof strengths)[number]>
  set(change: Partial<Record<'explain' | 'layers' | 'colors' | 'opacity' | 'scale' | 'strength', string>>): void
  setTarget(target: ExplainTarget): void
  setLayers(layers: readonly MethodChoice[]): void
  /** The next strength of the difference; after the strongest comes the weakest. */
  strengthen(): void
}

const defaults = { colors: 'signed', opacity: '1', scale: 'shared', strength: '16', explain: 'predicted' } as const

/**
 * How an image is explained: logit, layers, colours; kept in the address, and so over images and restarts.
 * `layersOf`: the layers until others are chosen.
 */
export function useExplainOptions(
  layersOf: (catalog: Catalog) => readonly MethodChoice[] = defaultLayers,
): ExplainOptions {
  const { one, set } = useQuery()
  const system = useSystem()
  const text = (name: keyof typeof defaults): string => one(name) ?? defaults[name]

  const layers = computed(() => {
    if (!system.catalog) return []
    const written = one('layers')
    const chosen = written === null ? [] : readLayers(written, system.catalog)
    return chosen.length > 0 ? chosen : layersOf(system.catalog)
  })
  const strength = computed(() => strengths.find((it) => it === Number(text('strength'))) ?? 16)
  return {
    layers,
    strength,
    set,
    target: computed(() => readTarget(text('explain'))),
    colors: computed(() => text('colors')),
    opacity: computed(() => Math.min(1, Math.max(0, Number(text('opacity')) || 0))),
    isShared: computed(() => text('scale') === 'shared'),
    setTarget: (target) => set({ explain: writeTarget(target) }),
    setLayers: (next) => set({ layers: writeLayers(next) }),
    strengthen: () => set({ strength: String(strengths[(strengths.indexOf(strength.value) + 1) % strengths.length]) }),
  }
}
