/** A page as data: written as HTML and as Markdown. */
export interface Page {
  readonly title: string
  readonly lead: readonly Block[]
  readonly sections: readonly Section[]
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
  /** Text that stays as it is. */
  | { readonly kind: 'code'; readonly title: string; readonly language: string; readonly text: string }

export interface Table {
  readonly kind: 'table'
  readonly head: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
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
