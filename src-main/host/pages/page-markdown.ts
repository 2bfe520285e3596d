import { markdownTable } from '../../core/markdown-table.ts'
import { marks, type Block, type Cell, type Chart, type Page, type Table } from './page.ts'

/** A page as Markdown, laid out as Prettier does; its title is a heading of this level. */
export function pageMarkdown({ title, lead, sections }: Page, level = 1): string {
  const parts = [
    `${'#'.repeat(level)} ${escaped(title)}`,
    ...lead.map(blockMarkdown),
    ...sections.flatMap((section) => [
      `${'#'.repeat(level + 1)} ${escaped(section.title)}`,
      ...section.blocks.map(blockMarkdown),
    ]),
  ]
  return `${parts.join('\n\n')}\n`
}

function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case 'text':
      return escaped(block.text)
    case 'list':
      return block.items.map((item) => `- ${escaped(item)}`).join('\n')
    case 'table':
      return tableMarkdown(block)
    case 'figure':
      return `${escaped(block.caption)}\n\n${tableMarkdown(block.table)}`
    case 'chart':
      return `${escaped(`${block.chart.title}, ${block.chart.detail}`)}\n\n${tableMarkdown(asShown(block))}`
    case 'pictures':
      return [escaped(block.caption), ...block.items.map(({ lines }) => `- ${escaped(lines.join(', '))}`)].join('\n')
    case 'code':
      return `${escaped(block.title)}:\n\n\`\`\`${block.language}\n${block.text}\n\`\`\``
  }
}

const tableMarkdown = ({ head, rows }: Table): string =>
  markdownTable(
    head.map(escaped),
    rows.map((row) => row.map((cell) => escaped(cellText(cell)))),
  )

const asShown = ({ table: { columns, rows } }: Chart): Table => ({
  kind: 'table',
  head: columns,
  rows: rows.map((row) => row.map((cell) => String(cell ?? ''))),
})

const cellText = (cell: Cell): string => (typeof cell === 'string' ? cell : `${cell.text} ${marks[cell.mark].sign}`)

/** Text that means nothing in Markdown. */
const escaped = (text: string): string => text.replaceAll(/[\\`*[\]]|<(?=\S)|(?<!\w)_|_(?!\w)/g, String.raw`\$&`)
