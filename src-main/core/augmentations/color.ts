/** Adjustments of torchvision.transforms.functional on float images, row-major [height, width, channels], in place. */

const clip = (value: number): number => (value < 0 ? 0 : value > 1 ? 1 : value)

/** ITU-R 601-2 luma with torchvision's rounded weights. */
const gray = (red: number, green: number, blue: number): number => 0.2989 * red + 0.587 * green + 0.114 * blue

/** factor · x. */
export function adjustBrightness(image: Float32Array, factor: number): void {
  for (let i = 0; i < image.length; i++) image[i] = clip(factor * (image[i] as number))
}

/** Blends with one number, the mean of the gray image (of the image itself where it has one channel). */
export function adjustContrast(image: Float32Array, channels: number, factor: number): void {
  let sum = 0
  if (channels === 3) {
    for (let i = 0; i < image.length; i += 3) {
      sum += gray(image[i] as number, image[i + 1] as number, image[i + 2] as number)
    }
  } else {
    for (let i = 0; i < image.length; i++) sum += image[i] as number
  }
  const rest = ((1 - factor) * sum) / (channels === 3 ? image.length / 3 : image.length)
  for (let i = 0; i < image.length; i++) image[i] = clip(factor * (image[i] as number) + rest)
}

/** Blends with the gray image; leaves images of one channel. */
export function adjustSaturation(image: Float32Array, channels: number, factor: number): void {
  if (channels !== 3) return
  for (let i = 0; i < image.length; i += 3) {
    const red = image[i] as number
    const green = image[i + 1] as number
    const blue = image[i + 2] as number
    const rest = (1 - factor) * gray(red, green, blue)
    image[i] = clip(factor * red + rest)
    image[i + 1] = clip(factor * green + rest)
    image[i + 2] = clip(factor * blue + rest)
  }
}

/** Shifts the hue by `turns` of the colour circle through HSV; leaves gray pixels and images of one channel. */
export function adjustHue(image: Float32Array, channels: number, turns: number): void {
  if (channels !== 3) return
  for (let i = 0; i < image.length; i += 3) {
    const red = image[i] as number
    const green = image[i + 1] as number
    const blue = image[i + 2] as number
    const value = Math.max(red, green, blue)
    const chroma = value - Math.min(red, green, blue)
    if (chroma === 0) continue
    const sixth =
      value === red ? (green - blue) / chroma : value === green ? 2 + (blue - red) / chroma : 4 + (red - green) / chroma
    const turned = sixth / 6 + turns
    const hue = 6 * (turned - Math.floor(turned))
    image[i] = value - chroma * missing(hue + 5)
    image[i + 1] = value - chroma * missing(hue + 3)
    image[i + 2] = value - chroma * missing(hue + 1)
  }
}

/** How much of the chroma a channel lacks at a hue in sixths (plus 5 for red, 3 for green, 1 for blue): HSV to RGB. */
function missing(hue: number): number {
  const turned = hue >= 6 ? hue - 6 : hue
  return Math.max(0, Math.min(turned, 4 - turned, 1))
}
