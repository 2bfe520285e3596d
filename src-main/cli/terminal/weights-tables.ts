import { formatMethod } from '../../contract/method.ts'
import type { PublicWeights, Weights } from '../../contract/weights.ts'
import { formatBytes, formatCount, formatParameters, nothing } from './format.ts'
import type { Colors } from './output.ts'
import { formatFacts, formatTable } from './table.ts'

/** One of the imported weights: what they are, and what the import found. */
export function formatWeights(
  it: Weights,
  colors: Colors,
  runs: readonly { readonly id: string; readonly name: string }[] = [],
): string {
  const { report } = it
  const head = it.classes === null ? 'none: every run begins with a new one' : `${formatCount(it.classes)} classes`
  const facts = formatFacts(
    [
      ['weights', `${colors.bold(it.title)} (${it.id})`],
      ['network', `${it.network} (${formatMethod(it.architecture)})`],
      ['input', it.inputSize === null ? null : `${it.inputSize} × ${it.inputSize} px`],
      ['head', head],
      ['matched', `${report.matched} of ${report.total} variables, ${formatParameters(it.parameters)} parameters`],
      [
        'source',
        `${it.source} (${report.format}${report.kerasVersion === null ? '' : `, Keras ${report.kerasVersion}`})`,
      ],
      ['licence', it.licence],
      ['sha256', it.sha256],
      ['copy', formatBytes(it.bytes)],
      ['used by', runs.length === 0 ? null : runs.map(({ id, name }) => `${name} (${id})`).join(', ')],
      [
        'start from it',
        `adversarium run <config> --set architecture=${formatMethod(it.architecture)} --set initialWeights=${it.id}`,
      ],
    ],
    colors,
  )
  return [facts, ...report.notes.map((note) => `  ${note}`)].join('\n')
}

export function formatList(all: readonly Weights[], colors: Colors): string {
  const columns = [
    ...['id', 'title', 'network'].map((heading) => ({ heading })),
    ...['input', 'classes', 'size'].map((heading) => ({ heading, align: 'right' }) as const),
    ...['sha256', 'licence', 'source'].map((heading) => ({ heading })),
  ]
  const rows = all.map((it) => [
    it.id,
    it.title,
    it.network,
    it.inputSize === null ? nothing : String(it.inputSize),
    it.classes === null ? 'none' : String(it.classes),
    formatBytes(it.bytes),
    it.sha256.slice(0, 8),
    it.licence ?? nothing,
    it.source,
  ])
  return formatTable(columns, rows, colors)
}

export function formatCatalogue(
  all: readonly (PublicWeights & { readonly fetched: string | null })[],
  colors: Colors,
): string {
  const columns = [
    { heading: 'id' },
    { heading: 'architecture' },
    { heading: 'input', align: 'right' } as const,
    ...['head', 'size', 'md5', 'licence', 'imported as'].map((heading) => ({ heading })),
  ]
  const rows = all.map((it) => [
    it.id,
    formatMethod(it.architecture),
    String(it.inputSize),
    it.hasTop ? '1,000 classes' : 'none',
    it.bytes === null ? 'unknown' : formatBytes(it.bytes),
    it.md5?.slice(0, 8) ?? 'none',
    it.licence,
    it.fetched ?? '',
  ])
  return formatTable(columns, rows, colors)
}
