import { createHash } from 'node:crypto'
import { escapeMarkup } from '../../contract/escape-markup.ts'
import { blockHtml } from './block-html.ts'
import { pageStyle } from './page-style.ts'
import type { Page, Section } from './page.ts'

/** More sections than that are listed at the top. */
const fewSections = 3

/**
 * A page as one HTML file that needs nothing else, light or dark as the reader's system is. Its policy lets it load
 * nothing, and run the one script that it was written with.
 */
export function pageHtml({ title, lead, sections, live }: Page): string {
  const parts = sections.flatMap((section, at) => [
    `<h2 id="${idOf(at)}">${escapeMarkup(section.title)}</h2>`,
    ...section.blocks.map(blockHtml),
  ])
  const scripts = live
    ? `<script type="application/json" id="data">${jsonInMarkup(live.data)}</script>\n<script>${live.script}</script>\n`
    : ''
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policyFor(live?.script)}">
<title>${escapeMarkup(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1>${escapeMarkup(title)}</h1>
${lead.map(blockHtml).join('\n')}
${live ? files + contents(sections) : ''}
${parts.join('\n')}
</main>
${scripts}</body>
</html>
`
}

/** Linked to by the script, which the data lie beside. */
const files =
  '<p class="files">Inside this file: tables as CSV and LaTeX, charts as CSV. <a data-save="json" download="report.json" hidden>All of it as JSON</a></p>\n'

const idOf = (section: number): string => `section-${section + 1}`

function contents(sections: readonly Section[]): string {
  if (sections.length <= fewSections) return ''
  const items = sections.map(({ title }, at) => `<li><a href="#${idOf(at)}">${escapeMarkup(title)}</a></li>`)
  return `<nav aria-label="Contents"><ol>${items.join('')}</ol></nav>`
}

function policyFor(script: string | undefined): string {
  const hash = script === undefined ? '' : createHash('sha256').update(script, 'utf8').digest('base64')
  const own = script === undefined ? '' : `; script-src 'sha256-${hash}'`
  return `default-src 'none'; img-src data:; style-src 'unsafe-inline'${own}`
}

/** Nothing in it ends the element that it stands in. */
const jsonInMarkup = (data: unknown): string => JSON.stringify(data).replaceAll('<', String.raw`\u003c`)
