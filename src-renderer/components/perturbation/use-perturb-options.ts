import { computed, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import type { CatalogEntry, MethodChoice } from '../../../src-main/contract/index.ts'
import {
  rangesOf,
  readStrength,
  slidingAttacks,
  strengthOf,
  usualRange,
  writeStrength,
  type Strength,
} from '../../lib/perturbation/strength.ts'
import { useQuery } from '../../lib/use-query.ts'
import { useSystem } from '../../stores/system.ts'

export interface PerturbOptions {
  readonly isOpen: ComputedRef<boolean>
  readonly attacks: ComputedRef<readonly CatalogEntry[]>
  /** Null until the catalog is there. */
  readonly strength: ComputedRef<Strength | null>
  /** Where the slider is: ahead of the address while it is dragged. */
  readonly epsilon: ShallowRef<number>
  readonly max: ComputedRef<number>
  /** Whether the attack moves away from the class that was predicted, instead of the true one. */
  readonly isFromPredicted: ComputedRef<boolean>
  toggle(): void
  setAttack(id: string): void
  setParams(params: MethodChoice['params']): void
  commit(epsilon: number): void
  setMax(max: number): void
  setFrom(isPredicted: boolean): void
}

/** What the perturbation viewer shows, kept in the address. `condition`: where it starts, if that is such an attack. */
export function usePerturbOptions(condition: () => MethodChoice): PerturbOptions {
  const { one, set } = useQuery()
  const system = useSystem()

  const attacks = computed(() => (system.catalog ? slidingAttacks(system.catalog) : []))
  const first = computed((): Strength | null => {
    const [entry] = attacks.value
    if (!system.catalog || !entry) return null
    return strengthOf(system.catalog, condition()) ?? strengthOf(system.catalog, { id: entry.id, params: {} })
  })
  const strength = computed((): Strength | null => {
    const written = one('perturb')
    const read = system.catalog && written !== null ? readStrength(system.catalog, written) : null
    return read ?? first.value
  })
  const epsilon = shallowRef(0)
  // At once, so that nothing is asked of another attack at the strength of the one before.
  watch(
    () => strength.value?.epsilon,
    (next) => {
      if (next !== undefined) epsilon.value = next
    },
    { immediate: true, flush: 'sync' },
  )
  const max = computed(() => {
    if (!strength.value) return 1
    const { entry } = strength.value
    const written = Number(one('upto'))
    const ranges = rangesOf(entry)
    const chosen = ranges.find((range) => Math.abs(range - written) < 1e-9 * range)
    return chosen ?? usualRange(entry, strength.value.epsilon)
  })

  const write = (change: Partial<Strength>, more: Record<string, string | undefined> = {}): void => {
    if (strength.value) set({ perturb: writeStrength({ ...strength.value, ...change }), ...more })
  }
  return {
    isOpen: computed(() => one('perturb') !== null),
    attacks,
    strength,
    epsilon,
    max,
    isFromPredicted: computed(() => one('away') === 'predicted'),
    toggle: () => {
      if (one('perturb') === null) write({})
      else set({ perturb: undefined, away: undefined, upto: undefined })
    },
    setAttack(id) {
      const next = system.catalog && strengthOf(system.catalog, { id, params: {} })
      if (next) write(next, { upto: undefined })
    },
    setParams: (params) => write({ params }),
    commit(value) {
      epsilon.value = value
      write({ epsilon: value })
    },
    setMax(next) {
      epsilon.value = Math.min(epsilon.value, next)
      write({ epsilon: epsilon.value }, { upto: String(next) })
    },
    setFrom: (isPredicted) => set({ away: isPredicted ? 'predicted' : undefined }),
  }
}
