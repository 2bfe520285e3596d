import type { LineChart } from '../../contract/line-chart.ts'
import type { TextTable } from '../../contract/table-text.ts'

/** A page as data: written as HTML and as Markdown. */
export interface Page {
  readonly title: string
  readonly lead: readonly Block[]
  readonly sections: readonly Section[]
  /** What makes its charts answer, and all that the page shows, for other programs; absent where nothing on it moves. */
  readonly live?: { readonly script: string; readonly data: Readonly<Record<string, unknown>> }
}

export interface Section {
  readonly title: string
  readonly blocks: readonly Block[]
  /** Left out where the page is part of a larger text. */
  readonly isDetail?: boolean
}

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | Table
  | Figure
  | Chart
  | Pictures
  /** Text that stays as it is. */
  | { readonly kind: 'code'; readonly title: string; readonly language: string; readonly text: string }

/** A paragraph. */
export const text = (words: string): Block => ({ kind: 'text', text: words })

export interface Table {
  readonly kind: 'table'
  readonly head: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
  readonly caption?: string
  /** The same with numbers in full, to be saved from the page under a plain name. */
  readonly file?: TableFile
}

export interface TableFile {
  readonly name: string
  readonly table: TextTable
}

/** A text, or one with a sign that says how far to believe it. */
export type Cell = string | { readonly text: string; readonly mark: Mark }
export type Mark = keyof typeof marks

/** Of robustness checks: all passed, one suspicious, none could be run. */
export const marks = {
  passed: { sign: '✓', title: 'robustness checks passed' },
  suspicious: { sign: '⚠', title: 'a robustness check is suspicious' },
  'not-run': { sign: '○', title: 'no robustness check could be run' },
} as const

/** A drawing, and the same as a table for those who cannot see it. */
export interface Figure {
  readonly kind: 'figure'
  readonly caption: string
  readonly svg: string
  /** What is drawn in which colour. */
  readonly legend: readonly { readonly label: string; readonly color: string }[]
  readonly table: Table
}

/** Curves that can be asked for their values, and the same as a file. */
export interface Chart {
  readonly kind: 'chart'
  readonly chart: LineChart
  /** Names of the runs in the order of the legend, by id. */
  readonly names: ReadonlyMap<string, string>
  /** What strokes and squares stand for. */
  readonly key: string
  readonly table: TextTable
}

/** Images side by side, each as PNG with what belongs to it. */
export interface Pictures {
  readonly kind: 'pictures'
  readonly caption: string
  readonly items: readonly {
    readonly pictures: readonly { readonly png: Uint8Array; readonly title: string; readonly width: number }[]
    readonly lines: readonly string[]
  }[]
}
