/**
 * Keras's `_make_divisible` and `round_filters`: the nearest multiple of 8, at least 8 and never more than a tenth
 * below.
 */
export function roundChannels(channels: number): number {
  const rounded = Math.max(8, Math.floor((channels + 4) / 8) * 8)
  return rounded < 0.9 * channels ? rounded + 8 : rounded
}
