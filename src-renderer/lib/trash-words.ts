import { trashKinds, type TrashedItem, type TrashKind } from '../../src-main/contract/index.ts'
import type { Question } from '../stores/confirmation.ts'
import { bytes, capitalized, count } from './format.ts'

/** One of a kind, several, and what goes with them. */
const words: Readonly<Record<TrashKind, readonly [one: string, many: string, and: string]>> = {
  run: ['run', 'runs', ' with curves, evaluations and checkpoints'],
  dataset: ['dataset', 'datasets', ' with decoded images and their tags'],
  weights: ['weight file', 'weight files', ''],
  preset: ['preset', 'presets', ''],
  plan: ['plan', 'plans', ''],
  view: ['view', 'views', ''],
  'image-tag': ['tag of images', 'tags of images', ''],
}

export const trashKindTitle = (kind: TrashKind): string => capitalized(words[kind][0])

/** Names what goes for good, by kind and size. */
export function emptyingQuestion(items: readonly TrashedItem[]): Question {
  const parts = trashKinds.flatMap((kind) => {
    const own = items.filter((item) => item.kind === kind)
    if (own.length === 0) return []
    const [one, many, and] = words[kind]
    const size = own.reduce((sum, item) => sum + item.bytes, 0)
    return [`${count(own.length)} ${own.length === 1 ? one : many}${and}${size > 0 ? ` (${bytes(size)})` : ''}`]
  })
  const last = parts.at(-1) ?? ''
  const all = parts.length > 1 ? `${parts.slice(0, -1).join(', ')} and ${last}` : last
  return {
    title: 'Empty the trash',
    text: `${all} will be deleted for good. What they were imported from stays.`,
    action: items.length === 1 ? 'Delete it' : `Delete all ${count(items.length)}`,
  }
}
