import { stratifiedSplit } from '../../core/datasets/split.ts'
import { imageName, type Plan, type PlannedImage } from './plan.ts'
import type { SourceFiles } from './source-files.ts'

const splits: Readonly<Record<string, 'train' | 'validation'>> = {
  train: 'train',
  training: 'train',
  val: 'validation',
  valid: 'validation',
  validation: 'validation',
  test: 'validation',
}

/** One folder per class, below train and val (valid, validation, test) or alone: then a fifth of each is validation. */
export function planImageFolder(source: SourceFiles): Promise<Plan> {
  const images = source.files.map(({ path }) => path.split('/')).filter((parts) => imageName.test(parts.at(-1) ?? ''))
  const hasSplits = images.some(([first]) => splits[first ?? ''] === 'train')
  const found: { path: string; name: string; split: 'train' | 'validation' | undefined }[] = []
  const skipped: { path: string; reason: string }[] = []
  for (const parts of images) {
    const path = parts.join('/')
    const split = hasSplits ? splits[parts[0] ?? ''] : undefined
    const name = parts[hasSplits ? 1 : 0]
    if (parts.length < (hasSplits ? 3 : 2) || name === undefined) {
      skipped.push({ path, reason: 'it lies in no class folder' })
    } else if (!hasSplits || split !== undefined) found.push({ path, name, split })
  }
  const names = [...new Set(found.map(({ name }) => name))].toSorted()
  const planned = found.map(({ path, name }): PlannedImage => ({ path, label: names.indexOf(name) }))
  const warnings: string[] = []
  let parts: { train: PlannedImage[]; validation: PlannedImage[] }
  if (hasSplits && found.some(({ split }) => split === 'validation')) {
    const take = (split: 'train' | 'validation'): PlannedImage[] => planned.filter((_, i) => found[i]?.split === split)
    parts = { train: take('train'), validation: take('validation') }
  } else {
    const split = stratifiedSplit(planned.map(({ label }) => label))
    const take = (indices: Int32Array): PlannedImage[] => Array.from(indices, (i) => planned[i] as PlannedImage)
    parts = { train: take(split.train), validation: take(split.validation) }
    warnings.push('There is no validation folder: a fifth of every class, drawn from a fixed seed, is kept for it.')
  }
  const classes = names.map((name) => ({ id: name, name }))
  return Promise.resolve({ kind: 'image-folder', classes, ...parts, skipped, warnings, imageSize: null, decoded: null })
}
