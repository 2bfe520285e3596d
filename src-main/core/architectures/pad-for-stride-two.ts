import type { Flow } from '../network/builder.ts'
import { samePadding } from '../network/shapes.ts'

/** Zeros before a 'valid' window of odd size with stride 2, as Keras's `correct_pad` gives them. */
export function padForStrideTwo(x: Flow, name: string, window: number): Flow {
  const [height = 0, width = 0] = x.shape
  return x.zeroPadding(name, [samePadding(height, window, 2), samePadding(width, window, 2)])
}
