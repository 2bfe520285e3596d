import type { DatasetClass } from '../../contract/datasets.ts'
import type { MethodChoice } from '../../contract/method.ts'
import type { Wordnet } from '../wordnet/wordnet.ts'

/**
 * What the figures of Chen 2020 show: an image of each of three classes, the first of which was recognised there, with the
 * maps below it, and the same for its adversarial example.
 */
export const chenFigure = {
  title: 'Chen 2020: what the classifier looked at',
  words: ['cockroach', 'broom', 'syringe'],
  maps: [
    { id: 'gradient', params: { sign: 'positive' } },
    { id: 'gradient', params: { sign: 'negative' } },
    { id: 'guided-backpropagation', params: {} },
    { id: 'cam', params: {} },
  ],
  /** Of runs that nobody trained against an attack. */
  attack: { id: 'fgsm', params: { epsilon: 2 / 255 } },
} as const satisfies {
  readonly title: string
  readonly words: readonly string[]
  readonly maps: readonly MethodChoice[]
  readonly attack: MethodChoice
}

/** The class that is called by this word, or whose WordNet id is; null where the dataset has none. */
export function classOfWord(word: string, classes: readonly DatasetClass[], wordnet: Wordnet): number | null {
  const isCalledSo = (text: string | null): boolean => text?.split(',')[0]?.trim().toLowerCase() === word
  const named = classes.findIndex(({ id, name }) => isCalledSo(name) || isCalledSo(wordnet.wordOf(id)))
  return named === -1 ? null : named
}
