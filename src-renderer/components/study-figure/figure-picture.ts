import type { Catalog } from '../../../src-main/contract/index.ts'
import type { ColorMap } from '../../colormaps/color-map.ts'
import { classNameOf } from '../../lib/class-name.ts'
import { count } from '../../lib/format.ts'
import { valueRange } from '../../lib/misclassified/format-map.ts'
import { cellsOf, type Cell } from '../misclassified/layers-png.ts'
import type { FigurePanel, FigureRow } from './figure-panel.ts'

export interface TopEntry {
  readonly name: string
  readonly probability: number
  readonly isTrue: boolean
}

export interface PictureRow {
  readonly run: string
  /** "Clean", or the attack. */
  readonly title: string
  /** The image, then its maps. */
  readonly cells: readonly Cell[]
  readonly topFive: readonly TopEntry[]
}

export interface PicturePanel {
  readonly heading: string
  readonly rows: readonly PictureRow[]
}

/** A study's figure as it is shown, and as it is written into files. */
export interface FigurePicture {
  readonly title: string
  readonly detail: string
  readonly panels: readonly PicturePanel[]
  /** What to know of the maps, by method. */
  readonly notes: readonly string[]
  /** Pixels of the screen for each of an image. */
  readonly scale: number
  readonly size: { readonly width: number; readonly height: number }
}

interface Look {
  readonly names: readonly string[]
  readonly colors: ColorMap
}

export function pictureRow(row: FigureRow, panel: FigurePanel, { names, colors }: Look): PictureRow {
  // Gradients of runs differ by orders of magnitude: each run has its scale, for its clean and its attacked image.
  const rows = panel.rows.filter(({ run }) => run.id === row.run.id)
  const [image, ...maps] = cellsOf({ ...row, title: '' }, { rows, names, colors, opacity: 1, isShared: true })
  return {
    run: row.run.name,
    title: row.title,
    cells: [
      ...(image ? [image] : []),
      ...maps.map((cell, at) => {
        const map = row.layers[at]?.map
        return { ...cell, note: map ? valueRange(map.min, map.max) : '' }
      }),
    ],
    topFive: (row.prediction?.top5 ?? []).map((entry) => ({
      name: classNameOf(names, entry.class),
      probability: entry.probability,
      isTrue: entry.class === row.prediction?.truth,
    })),
  }
}

/** "broom · image 361"; with the study's word where another class stands in its place. */
export function panelHeading({ word, class: label, image }: FigurePanel, names: readonly string[]): string {
  const name = label === null ? null : classNameOf(names, label)
  const what = name === null || name === word ? word : `${name} (for ${word})`
  return image === null ? what : `${what} · image ${count(image)}`
}

export function picturePanels(panels: readonly FigurePanel[], look: Look): PicturePanel[] {
  return panels
    .filter(({ image }) => image !== null)
    .map((panel) => ({
      heading: panelHeading(panel, look.names),
      rows: panel.rows.map((row) => pictureRow(row, panel, look)),
    }))
}

/** What is to be known of the methods and of their maps, each once: "fails sanity checks" among it. */
export function pictureNotes(panels: readonly FigurePanel[], catalog: Catalog | null): string[] {
  const layers = panels.flatMap(({ rows }) => rows.flatMap((row) => row.layers))
  const notes = layers.flatMap(({ choice, title, map }) => {
    const caveat = catalog?.saliency.find(({ id }) => id === choice.id)?.caveat
    return [caveat, map?.note].flatMap((note) => (note ? [`${title}: ${note}`] : []))
  })
  return [...new Set(notes)]
}
