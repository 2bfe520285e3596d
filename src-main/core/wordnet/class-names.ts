import type { DatasetClass } from '../../contract/datasets.ts'
import type { Wordnet } from './wordnet.ts'

/**
 * The same classes with words for those that are called by their WordNet id. Where two come to the same word, what it is
 * a kind of stands behind it: "crane (wading bird)", "crane (lifting device)".
 */
export function nameClasses(classes: readonly DatasetClass[], wordnet: Wordnet): DatasetClass[] {
  const words = classes.map(({ id, name }) => (name === id ? wordnet.wordOf(id) : null))
  const count = Map.groupBy(classes, ({ name }, i) => words[i] ?? name)
  return classes.map((own, i) => {
    const word = words[i]
    if (word === null || word === undefined) return own
    const kind = (count.get(word)?.length ?? 0) > 1 ? wordnet.kindOf(own.id) : null
    return { id: own.id, name: kind === null ? word : `${word} (${kind})` }
  })
}

/** Whether it looks like an id of ImageNet. */
export const isWnid = (text: string): boolean => /^n\d{8}$/.test(text)
