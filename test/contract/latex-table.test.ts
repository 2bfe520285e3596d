import { describe, expect, it } from 'vitest'
import { latex, latexText } from '../../src-main/contract/latex-table.ts'

describe('latex', () => {
  const table = {
    columns: ['condition', 'base & co', 'p'],
    rows: [
      ['fgsm:epsilon=2/255', '58.4 ±3.1', 0.25],
      ['gaussian_noise 5 %', '−1.2 ± 0.4', 1e-9],
      ['clean', null, 0],
    ],
  }

  it('has the rules of booktabs, columns of numbers on the right, and a dash for what is unknown', () => {
    expect(latex(table)).toBe(
      [
        '% needs \\usepackage{booktabs}',
        '\\begin{tabular}{lrr}',
        '  \\toprule',
        '  condition & base \\& co & p \\\\',
        '  \\midrule',
        '  fgsm:epsilon=2/255 & $58.4 \\pm 3.1$ & $0.25$ \\\\',
        '  gaussian\\_noise 5 \\% & $-1.2 \\pm 0.4$ & $1 \\times 10^{-9}$ \\\\',
        '  clean & -- & $0$ \\\\',
        '  \\bottomrule',
        '\\end{tabular}',
        '',
      ].join('\n'),
    )
  })

  it('floats with a caption', () => {
    const text = latex(table, { caption: 'Accuracy, 50 %', label: 'tab:accuracy' })
    expect(text).toContain('\\caption{Accuracy, 50 \\%}\n\\label{tab:accuracy}\n\\begin{tabular}')
    expect(text).toMatch(/\\end\{table\}\n$/)
  })
})

describe('latexText', () => {
  it('lets no letter command', () => {
    expect(latexText('\\input{/etc} $x$ #1 a~b ^2 <i> {y}')).toBe(
      '\\textbackslash{}input\\{/etc\\} \\$x\\$ \\#1 a\\textasciitilde{}b \\textasciicircum{}2 $<$i$>$ \\{y\\}',
    )
  })

  it('sets signed numbers and intervals as formulas, and leaves hyphens and hashes of names', () => {
    expect(latexText('+11.0 pp')).toBe('$+11.0$ pp')
    expect(latexText('58.4 ±3.1 °')).toBe('$58.4 \\pm 3.1$ $^\\circ$')
    expect(latexText('1,234 ±5')).toBe('$1{,}234 \\pm 5$')
    expect(latexText('wide-28-10, 2026-11-26, 1e-7')).toBe('wide-28-10, 2026-11-26, 1e-7')
  })

  it('keeps a cell on one line', () => {
    expect(latexText('one\r\n  two')).toBe('one two')
  })
})
