/** Hands a file to the browser, or in Electron to its download. */
export function download(name: string, content: string | Blob, type = 'text/plain'): void {
  const blob = typeof content === 'string' ? new Blob([content], { type: `${type};charset=utf-8` }) : content
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // Not at once: the file is read after the click returned.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

/** "Accuracy by epoch, base" → "accuracy-by-epoch-base" */
export const fileName = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
