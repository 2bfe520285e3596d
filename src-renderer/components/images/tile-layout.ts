/** How tiles stand in the grid. Lengths in px. */
export interface GridLayout {
  readonly columns: number
  readonly tileWidth: number
  readonly rowHeight: number
}

export const gap = 8

/** What a tile needs beside its image. Lengths in px. */
export interface TileLook {
  readonly captionHeight: number
  /** However small the image is. */
  readonly narrowest: number
}

/** Tiny images start at a multiple that can be looked at; both scales are whole. */
export const scalesFor = (imageWidth: number): readonly [number, number] => {
  const first = Math.max(1, Math.floor(64 / imageWidth))
  return [first, first * 2]
}

/** How many tiles stand in a grid of this width, and their size. `text`: how much larger than usual text is. */
export function tileLayout(
  width: number,
  image: { readonly width: number; readonly height: number },
  scale: number,
  { captionHeight, narrowest }: TileLook,
  text = 1,
): GridLayout {
  const tileWidth = Math.max(narrowest * text, image.width * scale)
  return {
    columns: Math.max(1, Math.floor((width + gap) / (tileWidth + gap))),
    tileWidth,
    rowHeight: image.height * scale + captionHeight * text + gap,
  }
}

/** Where a key moves the selection among `count` tiles; null where it is no key of the grid. */
export function moveInGrid(
  key: string,
  at: number,
  { columns }: Pick<GridLayout, 'columns'>,
  page: number,
  count: number,
): number | null {
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -columns,
    ArrowDown: columns,
    PageUp: -columns * page,
    PageDown: columns * page,
    Home: -at,
    End: count - 1 - at,
  }
  const step = steps[key]
  return step === undefined ? null : Math.min(count - 1, Math.max(0, at + step))
}

/** `size` rows from `first` on, moved so that they lie among the `count` rows; all of them where there are fewer. */
export function pooledRows(first: number, size: number, count: number): number[] {
  const drawn = Math.min(count, size)
  const start = Math.max(0, Math.min(first, count - drawn))
  return Array.from({ length: drawn }, (_, index) => start + index)
}
