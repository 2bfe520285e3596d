import type { MethodChoice, RegistryName } from '../../contract/index.ts'
import { findMethod } from '../../core/catalog.ts'

/**
 * A choice with all parameters of its method, so that equal ones are equal text, as what is stored has them. Throws
 * `invalid-input` with the nearest valid name, or what a value must be.
 */
export function completedMethod(registry: RegistryName, choice: MethodChoice): MethodChoice {
  const { method, values } = findMethod(registry, choice)
  return { id: method.id, params: values }
}
