import { createRandom } from '../random.ts'

/**
 * Indices of `count` of `total` images, ascending, drawn once for ever: those of a smaller number are among them. Of the
 * images that `isIn` leaves, the first of the same draw.
 */
export function drawImages(total: number, count: number, isIn: (index: number) => boolean = () => true): Int32Array {
  return createRandom(0, total).permutation(total).filter(isIn).slice(0, count).toSorted()
}

/**
 * Indices of `perClass` images of every class (null: all), or of all where a class has no more, ascending. The same labels
 * give the same choice on every machine, and a larger number holds the choice of a smaller one.
 */
export function chooseImages(labels: ArrayLike<number>, perClass: number | null): Int32Array {
  if (perClass === null) return Int32Array.from(labels, (_, index) => index)
  const members = Map.groupBy(Array.from(labels).keys(), (index) => labels[index] as number)
  const chosen = [...members].flatMap(([label, indices]) =>
    Array.from(createRandom(0, label).permutation(indices.length).subarray(0, perClass), (at) => indices[at] as number),
  )
  return Int32Array.from(chosen).toSorted()
}

/** Indices of the images of one class that take part in a training (`perClass` as above), ascending. */
export function membersOf(labels: Int32Array, label: number, perClass: number | null): Int32Array {
  return chooseImages(labels, perClass).filter((image) => labels[image] === label)
}
