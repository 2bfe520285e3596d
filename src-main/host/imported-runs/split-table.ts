/**
 * Rows of cells of a text of separated values (RFC 4180): quoted cells may hold separators, line ends and doubled quotes.
 * The separator is the one that the first line holds most of: comma, semicolon or tab. Empty lines are left out.
 */
export function* splitTable(text: string): Generator<string[]> {
  const firstLine = text.slice(0, lineEnd(text))
  const separator = [',', ';', '\t'].toSorted((a, b) => firstLine.split(b).length - firstLine.split(a).length)[0] ?? ','
  let row: string[] = []
  let at = text.startsWith('\uFEFF') ? 1 : 0
  while (at < text.length) {
    const [cell, end] = text[at] === '"' ? quoted(text, at + 1) : plain(text, at, separator)
    row.push(cell)
    at = end
    if (text[at] === separator) {
      at++
      if (at < text.length) continue
      row.push('')
    }
    if (text[at] === '\r') at++
    if (text[at] === '\n') at++
    if (row.length > 1 || row[0] !== '') yield row
    row = []
  }
}

const lineEnd = (text: string): number => {
  const at = text.search(/[\r\n]/)
  return at === -1 ? text.length : at
}

function plain(text: string, from: number, separator: string): [string, number] {
  let end = from
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++
  return [text.slice(from, end).trim(), end]
}

/** What follows the closing quote up to the separator is no part of the cell. */
function quoted(text: string, from: number): [string, number] {
  let cell = ''
  let at = from
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote === -1) return [cell + text.slice(at), text.length]
    cell += text.slice(at, quote)
    if (text[quote + 1] !== '"') return [cell, quote + 1]
    cell += '"'
    at = quote + 2
  }
}
