const patterns = new Map<number, readonly (readonly number[])[]>()

/**
 * Two peaks of opposite signs, one above the other or (transposed) side by side, in a window of this side; of length 1
 * in L2. Andriushchenko et al. 2020, section 3.3.
 */
export function squarePattern(side: number, isTransposed: boolean): readonly (readonly number[])[] {
  const upright = patterns.get(side) ?? makePattern(side)
  patterns.set(side, upright)
  return isTransposed ? upright.map((_, y) => upright.map((row) => row[y] as number)) : upright
}

function makePattern(side: number): number[][] {
  const half = Math.floor(side / 2)
  const rows = [...peak(half, side), ...peak(side - half, side).map((row) => row.map((value) => -value))]
  return scaled(rows)
}

/** Nested rectangles around the middle, the n-th higher by 1 / n². */
function peak(rows: number, columns: number): number[][] {
  const values = Array.from({ length: rows }, () => Array.from({ length: columns }, () => 0))
  const middle = [Math.floor(rows / 2), Math.floor(columns / 2)] as const
  for (let n = 0; n <= Math.max(...middle); n++) {
    const [top, left] = [middle[0] - n, middle[1] - n]
    values.forEach((row, y) => {
      if (y < top || y > top + 2 * n) return
      row.forEach((value, x) => {
        if (x >= left && x <= left + 2 * n) row[x] = value + 1 / (n + 1) ** 2
      })
    })
  }
  return scaled(values)
}

function scaled(rows: number[][]): number[][] {
  const length = Math.hypot(...rows.flat())
  return length === 0 ? rows : rows.map((row) => row.map((value) => value / length))
}
