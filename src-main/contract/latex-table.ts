import { isNumericColumn, type TextTable } from './table-text.ts'

interface LatexOptions {
  readonly caption?: string
  /** For `\ref`. */
  readonly label?: string
}

/**
 * A table in LaTeX with the rules of booktabs, which a document loads by `\usepackage{booktabs}`. Columns of numbers stand
 * right; `58.4 ±3.1` is set as $58.4 \pm 3.1$; an unknown value is a dash. With a caption, it floats.
 */
export function latex({ columns, rows }: TextTable, { caption, label }: LatexOptions = {}): string {
  const places = columns
    .map((_, at) => (at > 0 && isNumericColumn(rows.map((row) => row[at] ?? null)) ? 'r' : 'l'))
    .join('')
  const line = (cells: readonly string[]): string => `  ${cells.join(' & ')} \\\\`
  const body = [
    `\\begin{tabular}{${places}}`,
    '  \\toprule',
    line(columns.map(latexText)),
    '  \\midrule',
    ...rows.map((row) => line(row.map(cell))),
    '  \\bottomrule',
    '\\end{tabular}',
  ]
  const floating =
    caption === undefined
      ? body
      : [
          '\\begin{table}',
          '\\centering',
          `\\caption{${latexText(caption)}}`,
          ...(label === undefined ? [] : [`\\label{${label}}`]),
          ...body,
          '\\end{table}',
        ]
  return `% needs \\usepackage{booktabs}\n${floating.join('\n')}\n`
}

const cell = (value: string | number | null): string =>
  value === null ? '--' : typeof value === 'number' ? mathNumber(String(value)) : latexText(value)

const mathNumber = (text: string): string => {
  const [, digits, exponent] = /^(-?[\d.]+)e([+-]?\d+)$/.exec(text) ?? []
  return digits === undefined ? `$${text}$` : `$${digits} \\times 10^{${Number(exponent)}}$`
}

/** Numbers with their intervals become formulas, all else text in which no letter commands. */
export function latexText(text: string): string {
  const number = String.raw`[-−+]?\d[\d,]*(?:\.\d+)?`
  const formulas = new RegExp(
    String.raw`(${number})(\s?(?:pp|%))?\s*±\s*(\d[\d.]*)|(?<![\w.,])([-−+]\d[\d,]*(?:\.\d+)?)`,
    'gu',
  )
  let [done, end] = ['', 0]
  for (const found of text.matchAll(formulas)) {
    const [whole, value, unit = '', width, alone] = found
    done += escaped(text.slice(end, found.index))
    const digits = (value ?? alone ?? '').replace('−', '-').replaceAll(',', '{,}')
    done += width === undefined ? `$${digits}$` : `$${digits} \\pm ${width}$${escaped(unit)}`
    end = found.index + whole.length
  }
  return done + escaped(text.slice(end))
}

const letters: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '<': '$<$',
  '>': '$>$',
  '±': '$\\pm$',
  '−': '$-$',
  '–': '--',
  '→': '$\\rightarrow$',
  '×': '$\\times$',
  '≤': '$\\leq$',
  '≥': '$\\geq$',
  '∞': '$\\infty$',
  ℓ: '$\\ell$',
  ε: '$\\varepsilon$',
  σ: '$\\sigma$',
  α: '$\\alpha$',
  β: '$\\beta$',
  λ: '$\\lambda$',
  '✓': '$\\checkmark$',
  '⚠': '!',
  '○': '$\\circ$',
  '°': '$^\\circ$',
  '\u202f': '\\,',
  '\u00a0': '~',
}

const escaped = (text: string): string =>
  text.replaceAll(/\s*[\r\n]+\s*/g, ' ').replaceAll(/./gu, (letter) => letters[letter] ?? letter)
