import { describe, expect, it } from 'vitest'
import { findEntries, type PaletteEntry } from '../../../src-renderer/commands/palette.ts'

const entry = (group: string, title: string, detail = ''): PaletteEntry => ({
  id: `${group} ${title}`,
  group,
  title,
  detail,
  run: () => undefined,
})
const titles = (entries: readonly PaletteEntry[], text: string) =>
  findEntries(entries, text).map((group) => [group.title, ...group.entries.map(({ title }) => title)])

describe('palette', () => {
  const entries = [
    entry('Commands', 'Compare'),
    entry('Runs', 'mobilenet, base', 'MobileNetV2 · done'),
    entry('Runs', 'old base', 'Small CNN · done'),
    entry('Runs', 'database', 'Small CNN'),
    entry('Help', 'MobileNetV2', 'Architectures'),
  ]

  it('finds what holds every word in title or detail, the best match first', () => {
    expect(titles(entries, 'base')).toEqual([['Runs', 'mobilenet, base', 'old base', 'database']])
    expect(titles(entries, 'mob')).toEqual([
      ['Runs', 'mobilenet, base'],
      ['Help', 'MobileNetV2'],
    ])
    expect(titles(entries, 'done cnn')).toEqual([['Runs', 'old base']])
    expect(titles(entries, 'nothing')).toEqual([])
  })

  it('shows the first of each group where nothing is typed', () => {
    const many = Array.from({ length: 30 }, (_, at) => entry('Runs', `run ${at}`))
    expect(titles([...many, entry('Help', 'Words')], '').map((group) => group.length - 1)).toEqual([8, 1])
  })
})
