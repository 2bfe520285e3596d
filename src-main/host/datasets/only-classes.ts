import { suggest } from '../../contract/catalog.ts'
import { AppError } from '../../contract/wire.ts'
import type { DecodedChunk, ImportPlan } from './plan.ts'

/**
 * The same plan for the images of some classes alone, by their ids or names; they keep the order of the source. Images of
 * the others are read and left out, so that every layout can do it. A class keeps the images of each split that it has in
 * the whole. Throws `invalid-input` where there is no such class, or where fewer than two are named.
 */
export function onlyClasses(plan: ImportPlan, wanted: readonly string[]): ImportPlan {
  const kept = new Set(wanted.map((word) => labelOf(plan, word)))
  if (kept.size < 2) {
    throw new AppError('invalid-input', `A classifier needs two classes or more: got "${wanted.join(', ')}".`)
  }
  const labels = [...kept].toSorted((a, b) => a - b)
  const labelNow = new Map(labels.map((label, place) => [label, place]))
  const classes = labels.flatMap((label) => plan.classes[label] ?? [])
  return {
    ...plan,
    title: `${plan.title}: ${classes.map(({ name }) => name.split(',')[0]).join(', ')}`,
    classes,
    decode: (options) =>
      plan.decode({ ...options, write: (split, chunk) => options.write(split, keepOf(chunk, labelNow)) }),
  }
}

function labelOf({ classes }: ImportPlan, word: string): number {
  const is = (text: string): boolean => text.toLowerCase() === word.trim().toLowerCase()
  const byId = classes.findIndex(({ id }) => is(id))
  const found = byId === -1 ? classes.findIndex(({ name }) => is(name) || is(name.split(',')[0] ?? '')) : byId
  if (found !== -1) return found
  const known = classes.flatMap(({ id, name }) => (id === name ? [id] : [id, name]))
  throw new AppError('invalid-input', `There is no class "${word}" in the source.`, { hint: suggest(word, known) })
}

function keepOf({ images, labels, names, boxes }: DecodedChunk, labelNow: ReadonlyMap<number, number>): DecodedChunk {
  const places = labels.flatMap((label, place) => (labelNow.has(label) ? [place] : []))
  const size = images.length / Math.max(1, labels.length)
  const kept = new Uint8Array(places.length * size)
  places.forEach((place, at) => kept.set(images.subarray(place * size, (place + 1) * size), at * size))
  return {
    images: kept,
    labels: places.map((place) => labelNow.get(labels[place] as number) as number),
    names: places.map((place) => names[place] as string),
    ...(boxes && { boxes: places.map((place) => boxes[place] ?? null) }),
  }
}
