import { suggest } from '../../contract/catalog.ts'
import type { Dataset } from '../../contract/datasets.ts'
import type { ExplainTarget } from '../../contract/evaluations.ts'
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

/** "truth", "syringe", "syringe-minus-beer-bottle": whose logit a person wants explained. */
export function findTarget(dataset: Pick<Dataset, 'title' | 'classes'>, text: string): ExplainTarget {
  const named = (['predicted', 'truth', 'truth-minus-predicted'] as const).find((it) => it === text)
  if (named) return named
  const [own = '', against, ...rest] = text.split('-minus-')
  if (against === undefined || rest.length > 0) return { class: findClass(dataset, text) }
  return { class: findClass(dataset, own), against: findClass(dataset, against) }
}
