import type { GridLayout } from '../misclassified/grid-layout.ts'

export const gap = 8
/** One line of the class name. */
const captionHeight = 20
const narrowest = 64

/** How images with their class under them stand in a grid of this width. `text`: how much larger than usual text is. */
export function browseLayout(
  width: number,
  image: { readonly width: number; readonly height: number },
  scale: number,
  text = 1,
): GridLayout {
  const tileWidth = Math.max(narrowest * text, image.width * scale)
  return {
    columns: Math.max(1, Math.floor((width + gap) / (tileWidth + gap))),
    tileWidth,
    rowHeight: image.height * scale + captionHeight * text + gap,
  }
}
