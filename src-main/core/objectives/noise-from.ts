import type { Noise } from '../methods.ts'

/** The same noise with its streams counted from `first` on. */
export function noiseFrom(noise: Noise, first: number): Noise {
  return (shape, stream) => noise(shape, first + stream)
}
