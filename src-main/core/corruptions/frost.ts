import type { Shape3 } from '../network/network.ts'
import { withinBorder } from './borders.ts'
import { bySeverity } from './by-severity.ts'
import { grayOf } from './gray.ts'
import { shrinkTexture, textureOf, type Texture } from './textures.ts'

/** Textures of `resources/corruptions`. The authors have a sixth, which their draw never takes. */
export const frostTextures = ['frost1.png', 'frost2.png', 'frost3.png', 'frost4.jpg', 'frost5.jpg'] as const

/** The authors shrink the textures so for images of 64 px, and take them as they are for 224 px. */
const smallScale = 0.3

/** `scale`: that of the textures. */
type Frost = readonly [share: number, frost: number, scale: number]

interface FrostDraws {
  readonly file: string
  readonly top: number
  readonly left: number
}

const shrunk = new WeakMap<Texture, Texture>()

/** The texture as it is laid over images. */
export function frostAt(file: string, scale: number): Texture {
  const texture = textureOf(file)
  if (scale === 1) return texture
  const known = shrunk.get(texture) ?? shrinkTexture(texture, scale)
  shrunk.set(texture, known)
  return known
}

/** The part of a texture over an image of this shape; mirrored where the image is larger, which the authors' never is. */
export function cutFrost(texture: Texture, [height, width, channels]: Shape3, top: number, left: number): Float64Array {
  const output = new Float64Array(height * width * channels)
  let at = 0
  for (let y = 0; y < height; y++) {
    const row = withinBorder(top + y, texture.height, 'mirror') * texture.width
    for (let x = 0; x < width; x++) {
      const place = (row + withinBorder(left + x, texture.width, 'mirror')) * 3
      const value = (channel: number): number => texture.pixels[place + channel] as number
      if (channels === 1) output[at++] = grayOf(value(0), value(1), value(2))
      else for (let channel = 0; channel < 3; channel++) output[at++] = value(channel)
    }
  }
  return output
}

const at64 = (share: number, frost: number): Frost => [share, frost, smallScale]
const at224 = (share: number, frost: number): Frost => [share, frost, 1]

/** A random part of a photograph of ice, added. The constants weigh the image and the ice. */
export const frost = bySeverity<Frost, FrostDraws>({
  id: 'frost',
  title: 'Frost',
  family: 'frost',
  textures: frostTextures,
  at64: [at64(1, 0.3), at64(0.9, 0.4), at64(0.8, 0.45), at64(0.75, 0.5), at64(0.7, 0.55)],
  at224: [at224(1, 0.4), at224(0.8, 0.6), at224(0.7, 0.7), at224(0.65, 0.7), at224(0.6, 0.75)],
  draw([, , scale], [height, width], random) {
    const file = frostTextures[random.integer(frostTextures.length)] as string
    const texture = frostAt(file, scale)
    const below = (inner: number, outer: number): number => random.integer(Math.max(1, outer - inner))
    return { file, top: below(height, texture.height), left: below(width, texture.width) }
  },
  render([share, amount, scale], pixels, shape, { file, top, left }) {
    const ice = cutFrost(frostAt(file, scale), shape, top, left)
    for (let i = 0; i < ice.length; i++) ice[i] = share * (pixels[i] as number) + amount * (ice[i] as number)
    return ice
  },
})
