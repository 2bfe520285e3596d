import { allowed } from './licences.ts'
import type { Component } from './components.ts'

/** The page `resources/third-party.md`. */
export function thirdPartyPage(fetched: readonly Component[], packages: readonly Component[]): string {
  const count = Map.groupBy([...fetched, ...packages], ({ licence }) => licence)
  const licences = [...count]
    .toSorted((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .map(([licence, own]) => `${licence} (${own.length})`)
  const notes = Object.entries(allowed)
    .filter(([, why]) => why !== '')
    .map(([licence, why]) => `- ${licence}: ${why}`)
  return [
    '# What others made',
    '',
    'Written by `npm run third-party` from what is installed; do not edit. A test fails where it is out of date, or where a',
    'licence is none of those that we take.',
    '',
    `${packages.length} packages of npm, ${fetched.length} other components. Licences: ${licences.join(', ')}.`,
    '',
    ...notes,
    '',
    '## Fetched besides packages, or within them',
    '',
    ...table(fetched),
    '',
    '## Packages',
    '',
    'Everything that is installed, the tools for build and tests included, at the version and with the hash of `package-lock.json`.',
    '',
    ...table(packages),
    '',
  ].join('\n')
}

function table(components: readonly Component[]): string[] {
  return [
    '| name | version | licence | source |',
    '| --- | --- | --- | --- |',
    ...components.map(({ name, version, licence, source }) => `| ${name} | ${version} | ${licence} | ${source} |`),
  ]
}
