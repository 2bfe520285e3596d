/**
 * Changes hue, saturation and value (each in [0, 1]) of all pixels 0 … 255 of three channels, as between scikit-image's
 * `rgb2hsv` and `hsv2rgb`, in double precision. Gray has hue and saturation 0. Returns values on the scale of 0 … 255.
 */
export function changeHsv(
  pixels: Uint8Array,
  change: (hsv: { hue: number; saturation: number; value: number }) => void,
): Float64Array {
  const output = new Float64Array(pixels.length)
  const hsv = { hue: 0, saturation: 0, value: 0 }
  for (let i = 0; i < pixels.length; i += 3) {
    const red = (pixels[i] as number) / 255
    const green = (pixels[i + 1] as number) / 255
    const blue = (pixels[i + 2] as number) / 255
    hsv.value = Math.max(red, green, blue)
    const chroma = hsv.value - Math.min(red, green, blue)
    hsv.saturation = chroma === 0 ? 0 : chroma / hsv.value
    hsv.hue = chroma === 0 ? 0 : hueOf(red, green, blue, hsv.value, chroma)
    change(hsv)
    const { hue, saturation, value } = hsv
    const sixth = Math.floor(hue * 6)
    const fraction = hue * 6 - sixth
    const low = value * (1 - saturation)
    const falling = value * (1 - fraction * saturation)
    const rising = value * (1 - (1 - fraction) * saturation)
    const turned = sixth % 6
    const [r, g, b] =
      turned === 0
        ? [value, rising, low]
        : turned === 1
          ? [falling, value, low]
          : turned === 2
            ? [low, value, rising]
            : turned === 3
              ? [low, falling, value]
              : turned === 4
                ? [rising, low, value]
                : [value, low, falling]
    output[i] = r * 255
    output[i + 1] = g * 255
    output[i + 2] = b * 255
  }
  return output
}

/** Where two channels are largest, the later one counts, as in scikit-image. */
function hueOf(red: number, green: number, blue: number, value: number, chroma: number): number {
  const sixths =
    blue === value ? 4 + (red - green) / chroma : green === value ? 2 + (blue - red) / chroma : (green - blue) / chroma
  return sixths / 6 - Math.floor(sixths / 6)
}
