import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { StudyId, StudyReport } from '../../contract/index.ts'
import { unfinishedPath } from '../../host/unfinished.ts'
import { UsageError } from '../usage-error.ts'

/** Writes a study's page as HTML and Markdown; returns where they lie. */
export function writePages(folder: string, { study, html, markdown }: StudyReport): string[] {
  mkdirSync(folder, { recursive: true })
  const files = { html: join(folder, `${study}.html`), markdown: join(folder, `${study}.md`) }
  writeWhole(files.html, html)
  writeWhole(files.markdown, markdown)
  return [files.html, files.markdown]
}

const begin = (study: StudyId): string =>
  `<!-- ${study}: written by \`adversarium reproduce ${study} --readme <file>\`; do not edit -->`
const end = (study: StudyId): string => `<!-- end of ${study} -->`

/** A Markdown file with a place for the study's page. Throws {@link UsageError} where it has none. */
export function openReadme(file: string, study: StudyId): { write(report: StudyReport): void } {
  const path = resolve(file)
  const hint = `It must be a Markdown file with the lines "${begin(study)}" and "${end(study)}".`
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}.`, { hint })
  }
  const from = text.indexOf(begin(study)) + begin(study).length
  const to = text.indexOf(end(study), from)
  if (!text.includes(begin(study)) || to < 0) throw new UsageError(`${path} has no place for the page.`, { hint })
  return {
    write: ({ summary }) => writeWhole(path, `${text.slice(0, from)}\n\n${summary}\n${text.slice(to)}`),
  }
}

/** Whoever is killed in between leaves the file that was there. */
function writeWhole(path: string, text: string): void {
  const growing = unfinishedPath(path)
  writeFileSync(growing, text, { flush: true })
  renameSync(growing, path)
}
