/**
 * What lies beyond the ends of an axis: its last value (OpenCV's replicate, SciPy's nearest), its values mirrored with the
 * last one once (OpenCV's reflect 101, SciPy's mirror) or twice (SciPy's and OpenCV's reflect).
 */
export type Border = 'replicate' | 'mirror' | 'reflect'

/** The index in 0 … size − 1 that stands for any whole number. */
export function withinBorder(index: number, size: number, border: Border): number {
  if (index >= 0 && index < size) return index
  if (border === 'replicate' || size === 1) return index < 0 ? 0 : size - 1
  const period = border === 'mirror' ? 2 * size - 2 : 2 * size
  const turned = ((index % period) + period) % period
  if (turned < size) return turned
  return border === 'mirror' ? period - turned : period - 1 - turned
}
