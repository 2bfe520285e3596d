import { number, type Params, type ValuesOf } from '../params.ts'
import { createRandom, type Random } from '../random.ts'
import { signedDistances } from './shape-outlines.ts'

/** Changes whenever the same parameters would give other images, so that old caches are not taken for new ones. */
export const shapesVersion = 1

export const shapesParams = {
  classes: number({ default: 6, min: 2, max: 8, step: 1, help: 'How many of the eight shapes take part.' }),
  size: number({ default: 32, min: 16, max: 128, step: 1, unit: 'pixels', help: 'Height and width of the images.' }),
  train: number({ default: 2000, min: 16, max: 200_000, step: 1, unit: 'images', help: 'Training images.' }),
  validation: number({ default: 1000, min: 16, max: 200_000, step: 1, unit: 'images', help: 'Validation images.' }),
  contrast: number({
    default: 0.7,
    min: 0.05,
    max: 1,
    help: 'Distance in RGB between a shape and its background; less is harder, and easier to attack.',
  }),
  noise: number({ default: 0.06, min: 0, max: 0.5, help: 'Standard deviation of the noise, pixels in [0, 1].' }),
  seed: number({ default: 0, min: 0, max: 2_147_483_647, step: 1, help: 'Another seed, other images.' }),
} satisfies Params

export type ShapesParams = ValuesOf<typeof shapesParams>

/** Class names, in the order of the class indices. */
export const shapeNames = Object.keys(signedDistances).map((name) => name.replaceAll('-', ' '))

/** The classes are balanced: image i shows shape i mod classes. */
export function shapeLabel({ classes }: ShapesParams, index: number): number {
  return index % classes
}

/**
 * Draws one image, uint8 [size, size, 3], into `target`: a shape of random place, size, turn (±0.4 radians) and colour
 * with a stripe texture, on a striped, darker background, under Gaussian noise. Colours tell nothing about the class.
 * At the default contrast a small network learns clean images in minutes and falls to attacks of 4/255 unless it was
 * trained against them. The numbers depend on seed, split and index alone.
 */
export function drawShape(
  params: ShapesParams,
  split: 'train' | 'validation',
  index: number,
  target: Uint8Array,
): void {
  const { size, contrast, noise, seed } = params
  const random = createRandom(seed, split === 'train' ? 0 : 1, index)
  const distanceTo = Object.values(signedDistances)[shapeLabel(params, index)] as (typeof signedDistances)['disc']

  const ground = [random.uniform(0.1, 0.55), random.uniform(0.1, 0.55), random.uniform(0.1, 0.55)] as const
  const lift = contrast * random.uniform(0.75, 1.25)
  const step = randomDirection(random).map((part) => Math.abs(part) * lift)
  const groundStripes = randomStripes(random, contrast)
  const shapeStripes = randomStripes(random, contrast)
  const radius = random.uniform(0.28, 0.4) * size
  const reach = size / 2 - radius * 0.85
  const centreX = size / 2 + random.uniform(-reach, reach)
  const centreY = size / 2 + random.uniform(-reach, reach)
  const turn = random.uniform(-0.4, 0.4)
  const cos = Math.cos(turn)
  const sin = Math.sin(turn)

  for (let y = 0, at = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const dx = (x + 0.5 - centreX) / radius
      const dy = (y + 0.5 - centreY) / radius
      const distance = distanceTo(dx * cos + dy * sin, dy * cos - dx * sin) * radius
      const inside = Math.min(1, Math.max(0, 0.5 - distance))
      const texture = (1 - inside) * groundStripes(x / size, y / size) + inside * shapeStripes(x / size, y / size)
      for (let channel = 0; channel < 3; channel++) {
        const clean = (ground[channel] as number) + inside * (step[channel] as number) + texture
        target[at++] = Math.round(255 * Math.min(1, Math.max(0, clean + noise * random.normal())))
      }
    }
  }
}

function randomDirection(random: Random): number[] {
  const parts = [random.normal(), random.normal(), random.normal()]
  const length = Math.hypot(...parts) || 1
  return parts.map((part) => part / length)
}

/** A sine grating of random turn, phase, width and strength, at most a quarter of the contrast. */
function randomStripes(random: Random, contrast: number): (x: number, y: number) => number {
  const turn = random.uniform(0, Math.PI)
  const frequency = 2 * Math.PI * random.uniform(1.5, 5)
  const phase = random.uniform(0, 2 * Math.PI)
  const strength = random.uniform(0, contrast / 4)
  const fx = frequency * Math.cos(turn)
  const fy = frequency * Math.sin(turn)
  return (x, y) => strength * Math.sin(fx * x + fy * y + phase)
}
