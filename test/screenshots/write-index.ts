import { existsSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { themes } from './screens.ts'

/** One page that shows each picture beside the mock-up that it follows. */
export function writeIndex(folder: string, names: readonly string[], mockUps: string | null): void {
  const picture = (path: string, title: string): string =>
    `<figure><figcaption>${title}</figcaption><img src="${path}" alt="${title}" width="640"></figure>`
  const rows = names.flatMap((name) =>
    themes.map((theme) => {
      const file = `${name}-${theme}.png`
      const mockUp = mockUps === null ? null : join(mockUps, file)
      const beside = mockUp !== null && existsSync(mockUp) ? picture(relative(folder, mockUp), `${name}, mock-up`) : ''
      return `<div>${picture(file, `${name}, ${theme}`)}${beside}</div>`
    }),
  )
  const style =
    'body { font: 13px sans-serif; background: #888 } div { display: flex; gap: 16px } figure { margin: 8px 0 }'
  const head = `<!doctype html><meta charset="utf-8"><title>Adversarium, every screen</title><style>${style}</style>`
  writeFileSync(join(folder, 'index.html'), `${head}\n${rows.join('\n')}\n`)
}
