/** A seeded stream of numbers on the host side. The same seed and keys give the same numbers on every machine. */
export interface Random {
  /** Uniform in [min, max), 32 random bits. */
  uniform(min?: number, max?: number): number
  /** Uniform whole number in [0, below). */
  integer(below: number): number
  /** Standard normal (Box–Muller, both values used). */
  normal(): number
  /** Poisson with the given mean: inversion below 30, Hörmann's PTRS (1993) above. */
  poisson(mean: number): number
  /** The numbers 0 … n − 1 in random order (Fisher–Yates). */
  permutation(n: number): Int32Array
}

/** fmix32 of MurmurHash3 over the running state: spreads every bit of `value` over 32 bits. */
function mix(state: number, value: number): number {
  let x = (state ^ Math.imul(value | 0, 0x9e3779b9)) | 0
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35)
  return (x ^ (x >>> 16)) | 0
}

/**
 * A generator that depends on the seed and on every key, in order: `createRandom(seed, epoch, image)`.
 * No state has to be saved to go on later: the keys say where one is. Generator: sfc32 (Doty-Humphrey, PractRand).
 */
export function createRandom(seed: number, ...keys: readonly number[]): Random {
  let a = mix(0x1b873593, seed)
  for (const key of keys) a = mix(Math.imul(a, 5) + 0x52dce729, key)
  let b = mix(a, 0x68e31da4)
  let c = mix(b, 0xb5297a4d)
  let counter = 1

  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return sum >>> 0
  }
  for (let warmUp = 0; warmUp < 12; warmUp++) next()

  const unit = (): number => next() / 4294967296
  let spare: number | null = null
  const normal = (): number => {
    if (spare !== null) {
      const value = spare
      spare = null
      return value
    }
    const radius = Math.sqrt(-2 * Math.log(1 - unit()))
    const angle = 2 * Math.PI * unit()
    spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }

  return {
    uniform: (min = 0, max = 1) => min + (max - min) * unit(),
    integer: (below) => Math.floor(unit() * below),
    normal,
    poisson: (mean) => (mean < 30 ? poissonByInversion(mean, unit) : poissonByRejection(mean, unit)),
    permutation(n) {
      const order = Int32Array.from({ length: n }, (_, i) => i)
      for (let i = n - 1; i > 0; i--) {
        const j = Math.floor(unit() * (i + 1))
        const swap = order[i] as number
        order[i] = order[j] as number
        order[j] = swap
      }
      return order
    },
  }
}

function poissonByInversion(mean: number, unit: () => number): number {
  let probability = Math.exp(-mean)
  let cumulative = probability
  const u = unit()
  let k = 0
  while (u > cumulative && k < 1000) {
    k++
    probability *= mean / k
    cumulative += probability
  }
  return k
}

/** Hörmann 1993, "The transformed rejection method for generating Poisson random variables", algorithm PTRS. */
function poissonByRejection(mean: number, unit: () => number): number {
  const logMean = Math.log(mean)
  const b = 0.931 + 2.53 * Math.sqrt(mean)
  const a = -0.059 + 0.02483 * b
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
  const vr = 0.9277 - 3.6224 / (b - 2)
  for (;;) {
    const u = unit() - 0.5
    const v = unit()
    const us = 0.5 - Math.abs(u)
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43)
    if (us >= 0.07 && v <= vr) return k
    if (k < 0 || (us < 0.013 && v > us)) continue
    if (Math.log((v * inverseAlpha) / (a / (us * us) + b)) <= -mean + k * logMean - logGamma(k + 1)) return k
  }
}

/** Stirling's series of ln Γ(x), shifted to x ≥ 8: error below 1e-10. */
function logGamma(x: number): number {
  let shift = 0
  let y = x
  while (y < 8) {
    shift += Math.log(y)
    y++
  }
  const inverse = 1 / y
  const series = inverse * (1 / 12 - inverse * inverse * (1 / 360 - (inverse * inverse) / 1260))
  return (y - 0.5) * Math.log(y) - y + 0.5 * Math.log(2 * Math.PI) + series - shift
}
