import { suggest, type Catalog, type CatalogEntry } from '../../contract/catalog.ts'
import { parseMethod, type MethodChoice } from '../../contract/method.ts'
import { UsageError } from '../usage-error.ts'

/** A network that is named, with what its runs are called. */
export interface NamedArchitecture {
  readonly name: string
  readonly choice: MethodChoice
  readonly entry: CatalogEntry
}

/**
 * Reads `densenet121,nasnet-mobile,efficientnet:variant=b2,dropout=0`: architectures by their id, with their variant
 * behind it or with parameters. Throws {@link UsageError} with the nearest name.
 */
export function readArchitectures(text: string, catalog: Catalog): NamedArchitecture[] {
  const known = namesOf(catalog)
  return split(text).map((part) => {
    const found = known.find(({ name }) => plain(name) === plain(part))
    if (found) return found
    const { id, params } = parseMethod(part)
    const entry = catalog.architectures.find((candidate) => candidate.id === id)
    if (entry) return { name: [id, ...Object.values(params)].join('-'), choice: { id, params }, entry }
    throw new UsageError(`There is no architecture called "${part}".`, {
      hint: suggest(
        part,
        known.map(({ name }) => name),
      ),
    })
  })
}

/** `variant=b2,dropout=0` behind a name belongs to it. */
function split(text: string): string[] {
  const parts: string[] = []
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '') continue
    const isParameter = part.includes('=') && !part.includes(':')
    if (isParameter && parts.length > 0) parts.push(`${parts.pop()},${part}`)
    else parts.push(part)
  }
  return parts
}

/** Every architecture, those with variants by each of them: `densenet-121`. */
function namesOf({ architectures }: Catalog): NamedArchitecture[] {
  return architectures.flatMap((entry): NamedArchitecture[] => {
    const { id, params } = entry
    if (params['variant']?.kind !== 'choice') return [{ name: id, choice: { id, params: {} }, entry }]
    return params['variant'].options.map(({ value }) => ({
      name: `${id}-${value}`,
      choice: { id, params: { variant: value } },
      entry,
    }))
  })
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
