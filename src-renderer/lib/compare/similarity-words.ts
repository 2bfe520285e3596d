import type { LayerSimilarity } from '../../../src-main/contract/index.ts'
import type { TextTable } from '../../../src-main/contract/table-text.ts'
import { count } from '../format.ts'

export const kernelTitles: Readonly<Record<LayerSimilarity['kernel'], string>> = {
  linear: 'Linear',
  debiased: 'Debiased',
  rbf: 'RBF',
}

/** What is compared, and how, in a sentence or two. */
export function describeSimilarity({ kernel, features, images, batch, split }: LayerSimilarity): string {
  const counted = features === 'pooled' ? 'the mean of each channel' : 'every value of each feature map'
  const sentence = `${kernelTitles[kernel]} CKA of ${counted}, over ${count(images)} ${split} images of each run's last checkpoint.`
  if (batch >= images) return sentence
  const batches = count(Math.ceil(images / batch))
  const width = kernel === 'rbf' ? ', and its width is of each batch’s own median distance' : ''
  return `${sentence} Minibatch form: ${batches} random batches of ${count(batch)} images, since the features of all would not fit into memory; its estimate is debiased whatever the kernel${width}.`
}

/** .87, 1.0, −.03: two digits for a small cell. */
export function alignment(value: number): string {
  if (value >= 0.995) return '1.0'
  return value.toFixed(2).replace(/^(-?)0\./, (_, sign: string) => (sign ? '−.' : '.'))
}

/** One row a layer of the first run, one column a layer of the second. */
export const similarityTable = ({ layers, values }: LayerSimilarity, isPlain: boolean): TextTable => ({
  columns: ['layer', ...layers[1]],
  rows: values.map((row, at) => [
    layers[0][at] ?? '',
    ...row.map((value) => (value === null || isPlain ? value : alignment(value))),
  ]),
})
