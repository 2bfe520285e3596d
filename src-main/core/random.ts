import { mixBits } from '../contract/mix-bits.ts'
import { drawNormal } from './ziggurat.ts'

/** A seeded stream of numbers on the host side. The same seed and keys give the same numbers on every machine. */
export interface Random {
  /** Uniform in [min, max), 32 random bits. */
  uniform(min?: number, max?: number): number
  /** Uniform whole number in [0, below). */
  integer(below: number): number
  /** Standard normal, by the ziggurat method. */
  normal(): number
  /** Poisson with the given mean: inversion below 10, Hörmann's PTRS (1993) above. */
  poisson(mean: number): number
  /** The numbers 0 … n − 1 in random order (Fisher–Yates). */
  permutation(n: number): Int32Array
  /** A stream of its own that gives the numbers that this one would give from here on. */
  copy(): Random
}

/**
 * A generator that depends on the seed and on every key, in order: `createRandom(seed, epoch, image)`.
 * No state has to be saved to go on later: the keys say where one is. Generator: sfc32 (Doty-Humphrey, PractRand).
 */
export function createRandom(seed: number, ...keys: readonly number[]): Random {
  let first = mixBits(0x1b873593, seed)
  for (const key of keys) first = mixBits(Math.imul(first, 5) + 0x52dce729, key)
  const second = mixBits(first, 0x68e31da4)
  const random = new Sfc32(Int32Array.of(first, second, mixBits(second, 0xb5297a4d), 1))
  for (let warmUp = 0; warmUp < 12; warmUp++) random.bits()
  return random
}

/** A class with its state in a typed array: a third of the time of closures over numbers, in loops over pixels. */
class Sfc32 implements Random {
  readonly #state: Int32Array

  constructor(state: Int32Array) {
    this.#state = state
  }

  copy(): Random {
    return new Sfc32(this.#state.slice())
  }

  /** 32 random bits, unsigned. */
  bits(): number {
    const state = this.#state
    const a = state[0] as number
    const b = state[1] as number
    const c = state[2] as number
    const counter = state[3] as number
    const sum = (((a + b) | 0) + counter) | 0
    state[0] = b ^ (b >>> 9)
    state[1] = (c + (c << 3)) | 0
    state[2] = (((c << 21) | (c >>> 11)) + sum) | 0
    state[3] = counter + 1
    return sum >>> 0
  }

  uniform(min = 0, max = 1): number {
    return min + ((max - min) * this.bits()) / 4294967296
  }

  integer(below: number): number {
    return Math.floor((this.bits() / 4294967296) * below)
  }

  normal(): number {
    return drawNormal(this)
  }

  poisson(mean: number): number {
    return mean < 10 ? poissonByInversion(mean, this) : poissonByRejection(mean, this)
  }

  permutation(n: number): Int32Array {
    const order = Int32Array.from({ length: n }, (_, i) => i)
    for (let i = n - 1; i > 0; i--) {
      const j = this.integer(i + 1)
      const swap = order[i] as number
      order[i] = order[j] as number
      order[j] = swap
    }
    return order
  }
}

function poissonByInversion(mean: number, random: Sfc32): number {
  let probability = Math.exp(-mean)
  let cumulative = probability
  const u = random.uniform()
  let k = 0
  while (u > cumulative && k < 1000) {
    k++
    probability *= mean / k
    cumulative += probability
  }
  return k
}

/**
 * Hörmann 1993, "The transformed rejection method for generating Poisson random variables", algorithm PTRS, for means
 * of 10 and more. Most draws are accepted before a logarithm is needed.
 */
function poissonByRejection(mean: number, random: Sfc32): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean)
  const a = -0.059 + 0.02483 * b
  const vr = 0.9277 - 3.6224 / (b - 2)
  for (;;) {
    const u = random.uniform() - 0.5
    const v = random.uniform()
    const us = 0.5 - Math.abs(u)
    const k = Math.floor(((2 * a) / us + b) * u + mean + 0.43)
    if (us >= 0.07 && v <= vr) return k
    if (k < 0 || (us < 0.013 && v > us)) continue
    const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
    const logRatio = Math.log((v * inverseAlpha) / (a / (us * us) + b))
    if (logRatio <= -mean + k * Math.log(mean) - logGamma(k + 1)) return k
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
