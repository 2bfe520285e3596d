/** Luma of ITU-R BT.601, as OpenCV and Pillow weigh a colour's channels. */
export function grayOf(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue
}

/** A colour for images of so many channels: itself, or its gray. */
export function inChannels(colour: readonly [number, number, number], channels: number): readonly number[] {
  return channels === 1 ? [grayOf(...colour)] : colour
}
