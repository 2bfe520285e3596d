import { suggest } from '../../contract/catalog.ts'
import type { Dataset } from '../../contract/datasets.ts'
import { UsageError } from '../usage-error.ts'

/** The class that a person means by its name (with - or _ for spaces), its wnid or its number. */
export function findClass({ title, classes }: Pick<Dataset, 'title' | 'classes'>, reference: string): number {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[\s_-]+/g, ' ')
  // "beer bottle, beer-bottle": WordNet's synonyms.
  const namesOf = (name: string): string[] => [name, ...name.split(',')].map((part) => plain(part.trim()))
  const wanted = plain(reference.trim())
  const place = classes.findIndex(({ id, name }) => id === reference || namesOf(name).includes(wanted))
  if (place >= 0) return place
  if (/^\d+$/.test(reference) && Number(reference) < classes.length) return Number(reference)
  throw new UsageError(`"${title}" has no class "${reference}".`, {
    hint: suggest(
      reference,
      classes.map(({ name }) => name),
    ),
  })
}
