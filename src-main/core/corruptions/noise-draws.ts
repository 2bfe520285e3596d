import type { Random } from '../random.ts'

/** `count` draws of N(mean, deviation²). */
export function normals(count: number, mean: number, deviation: number, random: Random): Float32Array {
  const draws = new Float32Array(count)
  for (let i = 0; i < count; i++) draws[i] = mean + deviation * random.normal()
  return draws
}

/** `count` draws, uniform in [−range, range). */
export function uniforms(count: number, range: number, random: Random): Float32Array {
  const draws = new Float32Array(count)
  for (let i = 0; i < count; i++) draws[i] = random.uniform(-range, range)
  return draws
}
