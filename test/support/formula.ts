import type { Variable } from '../../src-main/core/network/network.ts'

// Weights and images that come from a formula, so that reference outputs need no weight file. All integers are unsigned
// 32 bit and wrap.

export function fnv1a(text: string): number {
  let h = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) h = Math.imul(h ^ byte, 0x01000193)
  return h >>> 0
}

function hash(seed: number, index: number): number {
  let x = (seed + Math.imul(index, 0x9e3779b9)) >>> 0
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
  return (x ^ (x >>> 16)) >>> 0
}

/** u(path, i) of the formula, uniform in [0, 1), for i = 0, 1, 2 … from call to call. */
export function formulaUnits(path: string): () => number {
  const seed = fnv1a(path)
  let i = 0
  return () => (hash(seed, i++) >>> 8) / 2 ** 24
}

/** The formula's values of one variable, row-major. */
export function formulaValues(
  { path, role, shape }: Pick<Variable, 'path' | 'role' | 'shape'>,
  gain: number,
): Float32Array {
  const seed = fnv1a(path)
  const fanIn = role === 'depthwise_kernel' ? size([...shape.slice(0, 2), shape[3] ?? 1]) : size(shape.slice(0, -1))
  const of: Record<Variable['role'], (u: number) => number> = {
    kernel: (u) => (2 * u - 1) * (gain * Math.sqrt(6 / fanIn)),
    depthwise_kernel: (u) => (2 * u - 1) * (gain * Math.sqrt(6 / fanIn)),
    pointwise_kernel: (u) => (2 * u - 1) * (gain * Math.sqrt(6 / fanIn)),
    gamma: (u) => 0.8 + 0.4 * u,
    beta: (u) => (u - 0.5) * 0.2,
    moving_mean: (u) => (u - 0.5) * 0.2,
    moving_variance: (u) => 0.5 + u,
    mean: (u) => (u - 0.5) * 0.2,
    variance: (u) => 0.5 + u,
    count: () => 0,
    bias: (u) => (u - 0.5) * 0.1,
  }
  return Float32Array.from({ length: size(shape) }, (_, i) => of[role]((hash(seed, i) >>> 8) / 2 ** 24))
}

/** Formula image `n`, [edge, edge, 3] row-major, whole numbers 0 … 253. */
export function formulaImage(n: number, edge: number): Float32Array {
  const seed = fnv1a(`image/${n}`)
  const triangle = (t: number): number => {
    const low = t & 255
    return low < 128 ? low : 255 - low
  }
  return Float32Array.from({ length: edge * edge * 3 }, (_, i) => {
    const c = i % 3
    const x = Math.floor(((Math.floor(i / 3) % edge) * 256) / edge)
    const y = Math.floor((Math.floor(i / (3 * edge)) * 256) / edge)
    const waves = triangle((1 + 2 * n) * x + (2 - 3 * n) * y + 85 * c + 40 * n)
    return waves + (triangle(((x * y) >> 5) + 50 * c + 91 * n) >> 1) + (hash(seed, i) >>> 26)
  })
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, dimension) => product * dimension, 1)
}
