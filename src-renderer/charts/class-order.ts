import type { Counts } from './confusion.ts'

/**
 * An order of classes in which those that are mixed up stand beside one another: agglomerative clustering with average
 * linkage on the symmetric confusion rate, where joining two groups turns each so that the two most alike ends meet.
 * Cubic in the number of classes: 200 of them take some milliseconds.
 */
export function clusteredOrder(counts: Counts): number[] {
  const alike = confusionRates(counts)
  let groups = counts.map((_, index) => [index])
  // linkage[a][b]: mean rate between the members of two groups; kept up to date by size-weighted means.
  const linkage = alike.map((row) => [...row])
  const alive = new Set(groups.keys())

  while (alive.size > 1) {
    const [first, second] = closestPair(alive, linkage)
    const one = groups[first] as number[]
    const two = groups[second] as number[]
    for (const other of alive) {
      if (other === first || other === second) continue
      const mean =
        (at(linkage, first, other) * one.length + at(linkage, second, other) * two.length) / (one.length + two.length)
      ;(linkage[first] as number[])[other] = mean
      ;(linkage[other] as number[])[first] = mean
    }
    groups = groups.with(first, join(one, two, alike))
    alive.delete(second)
  }
  return [...alive].flatMap((index) => groups[index] ?? [])
}

/** Share of the two classes' images that were taken for the other one. */
function confusionRates(counts: Counts): number[][] {
  const totals = counts.map((row) =>
    Math.max(
      1,
      row.reduce((sum, count) => sum + count, 0),
    ),
  )
  return counts.map((_, a) =>
    counts.map((_, b) => at(counts, a, b) / (totals[a] ?? 1) + at(counts, b, a) / (totals[b] ?? 1)),
  )
}

function closestPair(alive: ReadonlySet<number>, linkage: Counts): readonly [number, number] {
  const members = [...alive]
  let best: readonly [number, number] = [members[0] ?? 0, members[1] ?? 0]
  let highest = -1
  for (const [position, a] of members.entries()) {
    for (let next = position + 1; next < members.length; next++) {
      const b = members[next] as number
      const value = at(linkage, a, b)
      if (value > highest) {
        highest = value
        best = [a, b]
      }
    }
  }
  return best
}

function join(one: number[], two: number[], alike: Counts): number[] {
  const turned = [one.toReversed(), two.toReversed()] as const
  const ways = [
    [one, two],
    [one, turned[1]],
    [turned[0], two],
    [turned[0], turned[1]],
  ] as const
  const meeting = ([left, right]: (typeof ways)[number]): number => at(alike, left.at(-1) ?? 0, right[0] ?? 0)
  return ways.reduce((best, way) => (meeting(way) > meeting(best) ? way : best)).flat()
}

const at = (matrix: Counts, row: number, column: number): number => matrix[row]?.[column] ?? 0
