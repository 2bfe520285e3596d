import { findEntry, resolveParams, type Catalog, type CatalogEntry, type RegistryName } from '../contract/catalog.ts'
import type { MethodChoice, ParamValue } from '../contract/method.ts'
import { architectures } from './architectures/index.ts'
import { attacks } from './attacks/index.ts'
import { augmentations } from './augmentations/index.ts'
import { corruptions } from './corruptions/index.ts'
import { datasets } from './datasets/index.ts'
import { freezing } from './freezing/index.ts'
import { objectives } from './objectives/index.ts'
import { optimizers } from './optimizers/index.ts'
import { saliency } from './saliency/index.ts'
import { schedules } from './schedules/index.ts'
import { visualizations } from './visualizations/index.ts'

/** All methods, by registry. */
export const registries = {
  architectures,
  objectives,
  optimizers,
  schedules,
  freezing,
  augmentations,
  attacks,
  corruptions,
  saliency,
  visualizations,
  datasets,
} as const satisfies Record<RegistryName, readonly CatalogEntry[]>

type MethodOf<R extends RegistryName> = (typeof registries)[R][number]

/** The catalog as plain data, in the order of the registries. */
export const catalog: Catalog = Object.fromEntries(
  Object.entries(registries).map(([name, methods]) => [
    name,
    methods.map(
      ({
        id,
        title,
        source,
        params,
        defaults,
        group,
        caveat,
        evidence,
        strength,
        family,
        familyBy,
        shows,
      }: CatalogEntry) => ({
        ...{ id, title, source, params },
        ...(defaults && { defaults }),
        ...(group !== undefined && { group }),
        ...(caveat !== undefined && { caveat }),
        ...(evidence !== undefined && { evidence }),
        ...(strength !== undefined && { strength }),
        ...(family !== undefined && { family }),
        ...(familyBy !== undefined && { familyBy }),
        ...(shows !== undefined && { shows }),
      }),
    ),
  ]),
) as Catalog

/**
 * Finds the method that a choice names and fills in its parameters.
 * Throws `invalid-input` with the nearest valid name, or what a value must be.
 */
export function findMethod<R extends RegistryName>(
  registry: R,
  choice: Pick<MethodChoice, 'id' | 'params'>,
): { method: MethodOf<R>; values: Record<string, ParamValue> } {
  const method = findEntry<MethodOf<R>>(registry, registries[registry] as readonly MethodOf<R>[], choice.id)
  const values = resolveParams(method, choice.params)
  if ('check' in method) method.check?.(values)
  return { method, values }
}
