/** A part of a help page. Texts are plain Markdown: headings, paragraphs, lists, fenced formulas, `code`. */
export type HelpBlock =
  | { readonly kind: 'heading' | 'paragraph' | 'formula'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }

export function parseHelp(markdown: string): HelpBlock[] {
  const blocks: HelpBlock[] = []
  const lines = markdown.replaceAll('\r\n', '\n').split('\n')
  for (let at = 0; at < lines.length;) {
    const line = lines[at] ?? ''
    if (line.startsWith('```')) {
      const end = lines.indexOf('```', at + 1)
      const last = end < 0 ? lines.length : end
      blocks.push({ kind: 'formula', text: lines.slice(at + 1, last).join('\n') })
      at = last + 1
    } else if (line.startsWith('#')) {
      blocks.push({ kind: 'heading', text: line.replace(/^#+\s*/, '') })
      at++
    } else if (line.trim() === '') {
      at++
    } else {
      const isItem = line.startsWith('- ')
      const from = at
      while (at < lines.length && isInside(lines[at] ?? '', isItem)) at++
      const part = lines.slice(from, at)
      blocks.push(isItem ? { kind: 'list', items: items(part) } : { kind: 'paragraph', text: part.join(' ') })
    }
  }
  return blocks
}

const isInside = (line: string, isItem: boolean): boolean =>
  line.trim() !== '' && !line.startsWith('```') && !line.startsWith('#') && (isItem || !line.startsWith('- '))

/** A line that does not begin an item belongs to the one before. */
const items = (lines: readonly string[]): string[] =>
  lines
    .join('\n')
    .split(/\n?^- /m)
    .filter(Boolean)
    .map((item) => item.replaceAll(/\s*\n\s*/g, ' ').trim())

export interface HelpSpan {
  readonly kind: 'text' | 'code' | 'strong'
  readonly text: string
}

/** `code` and **strong** inside a line. */
export function parseSpans(text: string): HelpSpan[] {
  return text
    .split(/(`[^`]+`|\*\*[^*]+\*\*)/)
    .filter(Boolean)
    .map((part) =>
      part.startsWith('`')
        ? { kind: 'code', text: part.slice(1, -1) }
        : part.startsWith('**')
          ? { kind: 'strong', text: part.slice(2, -2) }
          : { kind: 'text', text: part },
    )
}
