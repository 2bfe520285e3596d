interface Point {
  readonly x: number
  readonly y: number
}

/**
 * At most two points a bucket, its minimum and its maximum in order of x, so that no spike is lost.
 * Points are in order of x; a short series is returned as it is.
 */
export function reduceToExtremes<P extends Point>(points: readonly P[], buckets: number): P[] {
  if (points.length <= buckets * 2) return [...points]
  const reduced: P[] = []
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * points.length) / buckets)
    const to = Math.floor(((bucket + 1) * points.length) / buckets)
    let lowest = points[from] as P
    let highest = lowest
    for (let at = from + 1; at < to; at++) {
      const point = points[at] as P
      if (point.y < lowest.y) lowest = point
      if (point.y > highest.y) highest = point
    }
    reduced.push(...(lowest === highest ? [lowest] : lowest.x < highest.x ? [lowest, highest] : [highest, lowest]))
  }
  return reduced
}
