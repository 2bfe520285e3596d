import type { LayerSimilarity } from '../../contract/similarity.ts'
import { formatCount, nothing } from './format.ts'
import { modelLabels } from './model-labels.ts'
import type { Colors } from './output.ts'
import { formatTable } from './table.ts'

const kernels: Readonly<Record<LayerSimilarity['kernel'], string>> = {
  linear: 'Linear CKA',
  debiased: 'Debiased linear CKA',
  rbf: 'RBF CKA',
}

/** More columns than this are no table that a person reads. */
const mostColumns = 24

/**
 * One row a layer of the first model; one column, numbered, a layer of the second, the largest of a row in bold. Of a
 * deeper second model the layer that is most alike.
 */
export function formatSimilarity(found: LayerSimilarity, colors: Colors): string {
  const { kernel, features, images, batch, layers, models, split } = found
  const [first, second] = models
  const [firstLabel, secondLabel] = modelLabels(models)
  const isSame = first.checkpoint === second.checkpoint
  const isWide = layers[1].length > mostColumns
  const whose = isSame ? `of ${firstLabel} with itself` : `of ${firstLabel} (rows) and ${secondLabel} (columns)`
  const counted = features === 'pooled' ? 'means of channels' : 'all values of feature maps'
  const width = kernel === 'rbf' ? " The kernel's width is of each batch's own median distance." : ''
  const form =
    batch < images
      ? `Minibatch CKA over ${formatCount(Math.ceil(images / batch))} random batches of ${formatCount(batch)} images, since the features of all would not fit into memory.${width}`
      : ''
  const legend = isSame ? '' : `Columns: ${layers[1].map((name, at) => `${at + 1} ${name}`).join(', ')}`
  return [
    `${colors.bold(kernels[kernel])} ${whose}, ${counted}, ${formatCount(images)} ${split} images`,
    isWide ? formatNearest(found, colors) : formatAll(found, colors),
    ...[isWide ? `All ${formatCount(layers[1].length)} columns: --json, or the window.` : legend, form],
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function formatAll({ layers, values, models }: LayerSimilarity, colors: Colors): string {
  const columns = [
    { heading: '' },
    { heading: modelLabels(models)[0] ?? '' },
    ...layers[1].map((_, at) => ({ heading: String(at + 1), align: 'right' }) as const),
  ]
  const rows = values.map((row, at) => {
    const most = largestOf(row)
    const cells = row.map((value) => (value === most ? colors.bold(formatAlignment(value)) : formatAlignment(value)))
    return [String(at + 1), layers[0][at] ?? '', ...cells]
  })
  return formatTable(columns, rows, colors)
}

function formatNearest({ layers, values, models }: LayerSimilarity, colors: Colors): string {
  const [first = '', second = ''] = modelLabels(models)
  const rows = values.map((row, at) => {
    const most = largestOf(row)
    const nearest = row.indexOf(most)
    return [layers[0][at] ?? '', layers[1][nearest] ?? nothing, formatAlignment(row[nearest] ?? null)]
  })
  const columns = [
    { heading: first },
    { heading: `most alike in ${second}` },
    { heading: 'CKA', align: 'right' } as const,
  ]
  return formatTable(columns, rows, colors)
}

const largestOf = (row: readonly (number | null)[]): number =>
  Math.max(...row.map((value) => value ?? Number.NEGATIVE_INFINITY))

/** 0.874 → `.87`, 1 → `1.0` */
function formatAlignment(value: number | null): string {
  if (value === null) return nothing
  return value >= 0.995 ? '1.0' : value.toFixed(2).replace(/^(-?)0/, (_, sign: string) => (sign ? '−' : ''))
}
