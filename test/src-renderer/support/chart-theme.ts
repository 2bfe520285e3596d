import type { ChartTheme } from '../../../src-renderer/charts/theme.ts'

export const theme: ChartTheme = {
  text: '#111111',
  textSecondary: '#222222',
  grid: '#333333',
  axis: '#444444',
  surface: '#555555',
  mark: '#666666',
  accent: '#777777',
  font: 'Inter',
  fontSize: 11,
  runs: Array.from({ length: 10 }, (_, index) => `#0000${index}0`),
}
