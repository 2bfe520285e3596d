import type { LineChartTheme } from '../../contract/line-chart.ts'

/** Colours are those of the interface (src-renderer/tokens.css). */
const light = {
  ...{ surface: '#ffffff', text: '#1b1d21', quiet: '#5a606b', grid: '#d9dce1', axis: '#8b919c' },
  ...{ good: '#1a7340', amber: '#865400', bad: '#b3261e', accent: '#1d5bd0' },
  runs: [
    ...['#179aac', '#bf7e27', '#3f2088', '#700d21', '#3b6fc8'],
    ...['#a93296', '#e85989', '#7b4402', '#306b54', '#806d18'],
  ],
} as const
const dark = {
  ...{ surface: '#15171a', text: '#e8eaee', quiet: '#a3a9b4', grid: '#34383f', axis: '#7b828e' },
  ...{ good: '#63c98a', amber: '#f0b54a', bad: '#ff8f86', accent: '#7aa7ff' },
  runs: [
    ...['#1ee3fc', '#f88d12', '#8c6df7', '#e12315', '#79aafc'],
    ...['#c454ac', '#fdb2ad', '#af978a', '#2e8158', '#ffeb80'],
  ],
} as const

/** Of a chart in a page, which is light or dark as its reader's system. */
export const pageTheme: LineChartTheme = {
  ...{
    surface: 'var(--surface)',
    text: 'var(--text)',
    quiet: 'var(--quiet)',
    grid: 'var(--grid)',
    axis: 'var(--axis)',
  },
  runs: light.runs.map((_, at) => `var(--run-${at + 1})`),
}

const declarations = ({ runs, ...named }: typeof light | typeof dark): string =>
  [
    ...Object.entries(named).map(([name, color]) => `--${name}:${color}`),
    ...runs.map((color, at) => `--run-${at + 1}:${color}`),
  ].join(';')

/** Paper is light, whatever the screen is. */
export const colorRules = `
:root{color-scheme:light dark;${declarations(light)}}
@media screen and (prefers-color-scheme:dark){:root{${declarations(dark)}}}
@media print{:root{color-scheme:light}}`
