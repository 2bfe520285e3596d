/** Indices that follow one another: `count` of them from `first` on, the first at place `at` of the list. */
export interface Consecutive {
  readonly at: number
  readonly first: number
  readonly count: number
}

/** Cuts a list of indices into runs that can be read at once. */
export function consecutive(indices: ArrayLike<number>): Consecutive[] {
  const runs: Consecutive[] = []
  for (let at = 0; at < indices.length;) {
    const first = indices[at] as number
    let count = 1
    while (at + count < indices.length && indices[at + count] === first + count) count++
    runs.push({ at, first, count })
    at += count
  }
  return runs
}
