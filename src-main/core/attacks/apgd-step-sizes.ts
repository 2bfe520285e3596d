/** The step sizes of Auto-PGD, of each image on its own. */
export interface StepSizes {
  readonly sizes: readonly number[]
  /**
   * Notes the losses after a step and the highest so far. Returns whose step was halved, and who therefore goes on from
   * its best point; null between two checks.
   */
  observe(losses: ArrayLike<number>, highest: ArrayLike<number>): readonly boolean[] | null
  /** Goes on with these of the images. */
  keep(rows: readonly number[]): void
}

interface Track {
  size: number
  /** Unset at first, which counts as 0: as in the authors' code, a first loss above 0 has climbed. */
  last: number
  climbs: number
  highestAtCheck: number
  wasHalved: boolean
}

/**
 * Checks after 22 % of the steps, then after 3 % fewer each time, at least 6 %. A step is halved where less than `rho` of
 * the losses since the last check climbed, or the highest did not move since a check at which it was not halved.
 * Croce and Hein 2020, section 3.1.
 */
export function createStepSizes(
  highest: ArrayLike<number>,
  { first, steps, rho }: { readonly first: number; readonly steps: number; readonly rho: number },
): StepSizes {
  const share = (part: number): number => Math.max(Math.trunc(part * steps), 1)
  let tracks: Track[] = Array.from(highest, (highestAtCheck) => ({
    ...{ size: first, last: 0, climbs: 0, highestAtCheck, wasHalved: true },
  }))
  let window = share(0.22)
  let seen = 0
  return {
    get sizes() {
      return tracks.map(({ size }) => size)
    },
    observe(losses, highest) {
      tracks.forEach((track, row) => {
        const loss = losses[row] as number
        if (loss > track.last) track.climbs++
        track.last = loss
      })
      if (++seen < window) return null
      const halved = tracks.map((track, row) => {
        const best = highest[row] as number
        const isHalved = track.climbs <= window * rho || (!track.wasHalved && track.highestAtCheck >= best)
        if (isHalved) track.size /= 2
        Object.assign(track, { climbs: 0, highestAtCheck: best, wasHalved: isHalved })
        return isHalved
      })
      window = Math.max(window - share(0.03), share(0.06))
      seen = 0
      return halved
    },
    keep(rows) {
      tracks = rows.map((row) => tracks[row] as Track)
    },
  }
}
