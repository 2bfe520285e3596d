/** Puts a text between two lines of a Markdown text, in place of what stands there. Throws where one is missing. */
export function replaceBlock(
  markdown: string,
  { begin, end }: { readonly begin: string; readonly end: string },
  content: string,
): string {
  const [from, to] = [markdown.indexOf(begin), markdown.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`The README lacks the lines "${begin}" and "${end}".`)
  return `${markdown.slice(0, from + begin.length)}\n\n${content}\n\n${markdown.slice(to)}`
}
