import type { TileLook } from '../images/tile-layout.ts'

/** One line under the image, the name of its class. */
export const browseTile: TileLook = { captionHeight: 20, narrowest: 64 }
