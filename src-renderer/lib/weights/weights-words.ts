import type { PublicWeights, WeightFormat, Weights } from '../../../src-main/contract/index.ts'
import { bytes, count, unknown } from '../format.ts'
import type { PendingWeights } from '../../stores/weights.ts'

export const formatTitles: Readonly<Record<WeightFormat, string>> = {
  'keras-h5': 'Keras HDF5',
  'keras3-weights': 'Keras 3 weights',
  'keras-archive': 'Keras 3 archive',
  'tfjs-layers': 'TensorFlow.js layers model',
  safetensors: 'safetensors',
}

const stages = { fetching: 'fetching', reading: 'reading', matching: 'matching layers', writing: 'copying' } as const

/** How far it is, e.g. "3.1 of 14.5 MB"; a share of null says that there is nothing to measure it by. */
export function progressWords({ progress }: PendingWeights): {
  readonly text: string
  readonly fraction: number | null
} {
  if (!progress) return { text: '', fraction: null }
  const { stage, done, total } = progress
  if (stage !== 'fetching') return { text: stages[stage], fraction: null }
  if (total === 0) return { text: done === 0 ? 'connecting' : bytes(done), fraction: null }
  return { text: `${bytes(done)} of ${bytes(total)}`, fraction: done / total }
}

/** `260 of 262 variables` */
export const matchedWords = ({ report: { matched, total } }: Pick<Weights, 'report'>): string =>
  `${count(matched)} of ${count(total)} variables`

/** Classes of the head; a file without one ends at its features. */
export const headWords = ({ classes }: Pick<Weights, 'classes'>): string =>
  classes === null ? 'none' : `${count(classes)} classes`

export const sizeWords = (side: number | null): string => (side === null ? unknown : `${side} × ${side}`)

/** `1a2b 3c4d … 9f00` */
export const shortHash = (hash: string): string => `${hash.slice(0, 4)} ${hash.slice(4, 8)} … ${hash.slice(-4)}`

/** What the search of the catalogue looks in. */
export function matchesSearch(entry: PublicWeights, title: string, search: string): boolean {
  const text = [entry.id, title, variantWords(entry), entry.hasTop ? 'with head' : 'without head']
    .join(' ')
    .toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** `0.5`, `b0` */
export const variantWords = ({ architecture }: Pick<PublicWeights, 'architecture'>): string =>
  Object.values(architecture.params)
    .filter((value) => typeof value !== 'boolean')
    .map((value) => String(value).toUpperCase())
    .join(' ')
