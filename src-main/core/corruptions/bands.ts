import type { Shape3 } from '../network/network.ts'

/**
 * A linear map of one axis by a band of weights: output i is the sum of `weights[starts[i] + k] · input[first[i] + k]` for
 * k below `starts[i + 1] − starts[i]`. Borders are folded into the weights.
 */
export interface Bands {
  readonly first: Int32Array
  readonly starts: Int32Array
  readonly weights: Float64Array
}

/** Bands for `count` outputs over `size` inputs; `taps` adds the weights of output i, any input any number of times. */
export function bandsOf(
  count: number,
  size: number,
  taps: (output: number, add: (input: number, weight: number) => void) => void,
): Bands {
  const first = new Int32Array(count)
  const starts = new Int32Array(count + 1)
  const weights: number[] = []
  const row = new Float64Array(size)
  for (let output = 0; output < count; output++) {
    let low = size
    let high = 0
    taps(output, (input, weight) => {
      row[input] = (row[input] as number) + weight
      low = Math.min(low, input)
      high = Math.max(high, input + 1)
    })
    first[output] = low
    for (let input = low; input < high; input++) weights.push(row[input] as number)
    starts[output + 1] = weights.length
    row.fill(0)
  }
  return { first, starts, weights: Float64Array.from(weights) }
}

const kept = new Map<string, Bands>()

/** Bands under a name that says all that they depend on: made once. */
export function keptBands(name: string, make: () => Bands): Bands {
  const bands = kept.get(name) ?? make()
  kept.set(name, bands)
  return bands
}

/** Maps rows, then columns, of an image [height, width, channels]; new sizes are those of the bands. */
export function mapAxes(
  image: ArrayLike<number>,
  [, width, channels]: Shape3,
  rows: Bands,
  columns: Bands,
): Float64Array {
  const input = image instanceof Float64Array ? image : new Float64Array(image)
  const row = new Float64Array(width * channels)
  const pitch = columns.first.length * channels
  const output = new Float64Array(rows.first.length * pitch)
  for (let y = 0; y < rows.first.length; y++) {
    sumRows(input, rows, y, row)
    mapRow(row, columns, channels, output, y * pitch)
  }
  return output
}

/** One output row before its columns are mapped, into `row`. */
function sumRows(input: Float64Array, { first, starts, weights }: Bands, y: number, row: Float64Array): void {
  const start = starts[y] as number
  const count = (starts[y + 1] as number) - start
  const pitch = row.length
  const from = (first[y] as number) * pitch
  const one = weights[start] as number
  // Two at once, as interpolation has them; the order of the sum is the same.
  const other = count > 1 ? (weights[start + 1] as number) : 0
  const next = count > 1 ? from + pitch : from
  for (let i = 0; i < pitch; i++) row[i] = one * (input[from + i] as number) + other * (input[next + i] as number)
  for (let k = 2; k < count; k++) {
    const weight = weights[start + k] as number
    const source = from + k * pitch
    for (let i = 0; i < pitch; i++) row[i] = (row[i] as number) + weight * (input[source + i] as number)
  }
}

/** Three channels at once, else one after another. */
function mapRow(row: Float64Array, bands: Bands, channels: number, output: Float64Array, from: number): void {
  const { first, starts, weights } = bands
  let at = from
  for (let x = 0; x < first.length; x++) {
    const start = starts[x] as number
    const end = starts[x + 1] as number
    let source = (first[x] as number) * channels
    if (channels === 3) {
      let red = 0
      let green = 0
      let blue = 0
      for (let k = start; k < end; k++) {
        const weight = weights[k] as number
        red += weight * (row[source] as number)
        green += weight * (row[source + 1] as number)
        blue += weight * (row[source + 2] as number)
        source += 3
      }
      output[at++] = red
      output[at++] = green
      output[at++] = blue
      continue
    }
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0
      for (let k = start; k < end; k++) {
        sum += (weights[k] as number) * (row[source + (k - start) * channels + channel] as number)
      }
      output[at++] = sum
    }
  }
}
