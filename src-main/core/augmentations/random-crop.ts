import { defineAugmentation } from '../methods.ts'
import type { Shape3 } from '../network/network.ts'
import { choice, number } from '../params.ts'
import type { Random } from '../random.ts'

type Mode = 'constant' | 'reflect' | 'edge' | 'symmetric'

/** Index in [0, n) that padding shows at position `at`, which may lie outside; −1 where it shows the constant 0. */
function sourceIndex(at: number, n: number, mode: Mode): number {
  if (at >= 0 && at < n) return at
  switch (mode) {
    case 'constant':
      return -1
    case 'edge':
      return at < 0 ? 0 : n - 1
    case 'reflect': {
      const period = Math.max(1, 2 * (n - 1))
      const folded = ((at % period) + period) % period
      return folded < n ? folded : period - folded
    }
    case 'symmetric': {
      const folded = ((at % (2 * n)) + 2 * n) % (2 * n)
      return folded < n ? folded : 2 * n - 1 - folded
    }
  }
}

function crop(
  { padding, mode }: { readonly padding: number; readonly mode: Mode },
  image: Float32Array | Uint8Array,
  [height, width, channels]: Shape3,
  random: Random,
): void {
  const top = random.integer(2 * padding + 1) - padding
  const left = random.integer(2 * padding + 1) - padding
  if (top === 0 && left === 0) return
  const source = image.slice()
  const columns = Int32Array.from({ length: width }, (_, x) => sourceIndex(x + left, width, mode))
  let target = 0
  for (let y = 0; y < height; y++) {
    const row = sourceIndex(y + top, height, mode)
    for (let x = 0; x < width; x++) {
      const column = columns[x] as number
      const from = (row * width + column) * channels
      const isPadding = row < 0 || column < 0
      for (let channel = 0; channel < channels; channel++) {
        image[target++] = isPadding ? 0 : (source[from + channel] as number)
      }
    }
  }
}

/**
 * Pads by `padding` on each side and cuts the original size out again, at a corner that is uniform over the
 * (2 · padding + 1)² possible ones. Modes as numpy.pad names them; constant pads with 0.
 */
export const randomCrop = defineAugmentation({
  id: 'random-crop',
  title: 'Random crop',
  shows: [{ family: 'translation', unless: ['padding'] }],
  source: 'torchvision, RandomCrop, https://pytorch.org/vision/stable/transforms.html',
  params: {
    padding: number({ default: 4, min: 0, max: 64, step: 1, unit: 'pixels', help: 'Pixels added on each side.' }),
    mode: choice<Mode>({
      default: 'constant',
      options: { constant: 'Black', reflect: 'Reflect', edge: 'Repeat the edge', symmetric: 'Mirror with the edge' },
      help: 'What the added pixels show.',
    }),
  },
  apply: crop,
  applyToBytes: crop,
})
