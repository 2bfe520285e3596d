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

/** One row a layer of the first model, one column, numbered, a layer of the second; what stands out is bold. */
export function formatSimilarity(found: LayerSimilarity, colors: Colors): string {
  const { kernel, features, images, batch, layers, values, models, split } = found
  const [first, second] = models
  const [firstLabel, secondLabel] = modelLabels(models)
  const isSame = first.checkpoint === second.checkpoint
  const columns = [
    { heading: '' },
    { heading: firstLabel ?? '' },
    ...layers[1].map((_, at) => ({ heading: String(at + 1), align: 'right' }) as const),
  ]
  const rows = values.map((row, at) => {
    const most = Math.max(...row.map((value) => value ?? Number.NEGATIVE_INFINITY))
    const cells = row.map((value) => (value === most ? colors.bold(formatAlignment(value)) : formatAlignment(value)))
    return [String(at + 1), layers[0][at] ?? '', ...cells]
  })
  const whose = isSame ? `of ${firstLabel} with itself` : `of ${firstLabel} (rows) and ${secondLabel} (columns)`
  const counted = features === 'pooled' ? 'means of channels' : 'all values of feature maps'
  const form =
    batch < images
      ? `Minibatch CKA over ${formatCount(Math.ceil(images / batch))} batches of ${formatCount(batch)} images, since the features of all would not fit into memory.`
      : ''
  const legend = isSame ? '' : `Columns: ${layers[1].map((name, at) => `${at + 1} ${name}`).join(', ')}`
  return [
    `${colors.bold(kernels[kernel])} ${whose}, ${counted}, ${formatCount(images)} ${split} images`,
    formatTable(columns, rows, colors),
    ...[legend, form].filter((line) => line !== ''),
  ].join('\n\n')
}

/** 0.874 → `.87`, 1 → `1.0` */
function formatAlignment(value: number | null): string {
  if (value === null) return nothing
  return value >= 0.995 ? '1.0' : value.toFixed(2).replace(/^(-?)0/, (_, sign: string) => (sign ? '−' : ''))
}
