import type { MethodChoice, ParamValue } from '../../contract/method.ts'
import { suggest } from '../../contract/catalog.ts'
import { AppError } from '../../contract/wire.ts'
import { findMethod, registries } from '../catalog.ts'

/** What images go through before they are classified. */
export interface Condition {
  readonly kind: 'clean' | 'attack' | 'corruption'
  readonly id: string
  readonly title: string
  /** All parameters, defaults filled in, so that equal conditions are equal text. */
  readonly params: Readonly<Record<string, ParamValue>>
}

/** Finds and checks a condition: `clean`, an attack or a corruption. Throws `invalid-input` with the nearest name. */
export function resolveCondition(choice: MethodChoice): Condition {
  if (choice.id === 'clean') return { kind: 'clean', id: 'clean', title: 'Clean', params: {} }
  for (const [kind, registry] of [['attack', 'attacks'] as const, ['corruption', 'corruptions'] as const]) {
    if (!registries[registry].some(({ id }) => id === choice.id)) continue
    const { method, values } = findMethod(registry, choice)
    return { kind, id: method.id, title: method.title, params: values }
  }
  const names = ['clean', 'training-attack', ...[...registries.attacks, ...registries.corruptions].map(({ id }) => id)]
  throw new AppError('invalid-input', `There is no condition called "${choice.id}".`, {
    hint: suggest(choice.id, names),
  })
}
