/** Names that no dataset means: hidden ones, and what operating systems leave. */
export function isHidden(path: string): boolean {
  return path.split('/').some((part) => part.startsWith('.') || part === '__MACOSX' || /^thumbs\.db$/i.test(part))
}

/** Order of code units, as Python sorts and torchvision with it. */
export const byPath = (a: { readonly path: string }, b: { readonly path: string }): number =>
  a.path < b.path ? -1 : a.path > b.path ? 1 : 0
