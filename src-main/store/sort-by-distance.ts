/** An image, its true and its predicted class. */
export type ClassifiedImage = readonly [image: number, truth: number, predicted: number]

/** A whole number from 0 on; null where it is not known. */
export type DistanceOf = (truth: number, predicted: number) => number | null

/**
 * Images in the order of the distance from true to predicted class, unknown ones last; equal ones keep their order. Few
 * pairs of classes occur among many images, and distances are small: so each is asked for once, and nothing is compared.
 */
export function sortByDistance(
  rows: readonly ClassifiedImage[],
  distanceOf: DistanceOf,
  isDescending: boolean,
): Int32Array {
  const known = new Map<number, number | null>()
  const groups = new Map<number | null, number[]>()
  for (const [image, truth, predicted] of rows) {
    const pair = truth * 2 ** 16 + predicted
    const found = known.get(pair)
    const distance = found === undefined ? distanceOf(truth, predicted) : found
    if (found === undefined) known.set(pair, distance)
    const group = groups.get(distance)
    if (group) group.push(image)
    else groups.set(distance, [image])
  }
  const order = [...groups.keys()].filter((distance) => distance !== null).toSorted((a, b) => a - b)
  if (isDescending) order.reverse()
  return Int32Array.from([...order, null].flatMap((distance) => groups.get(distance) ?? []))
}
