import type { TileLook } from '../images/tile-layout.ts'

/** Two lines under the image; confidence, margin and flip in one of them. */
export const imageTile: TileLook = { captionHeight: 36, narrowest: 128 }
