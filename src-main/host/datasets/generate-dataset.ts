import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { findEntry, resolveParams } from '../../contract/catalog.ts'
import type { Split } from '../../contract/split.ts'
import type { MethodChoice } from '../../contract/method.ts'
import { AppError } from '../../contract/wire.ts'
import { datasets } from '../../core/datasets/index.ts'
import { drawShape, shapeLabel, shapeNames, shapesVersion, type ShapesParams } from '../../core/datasets/shapes.ts'
import { findCache, writeCache, type CachedDataset, type SplitWriter } from './cache-folder.ts'

export interface GenerateRequest {
  /** A dataset kind that is generated: `shapes`. */
  readonly id: string
  readonly params: MethodChoice['params']
  /** Absolute path of the workspace. */
  readonly workspace: string
}

/** Images between two pauses that let the host answer others. */
const slice = 16

/** Draws a synthetic dataset into the cache; one with the same parameters is used again. */
export async function generateDataset({ id, params, workspace }: GenerateRequest): Promise<CachedDataset> {
  const entry = findEntry('datasets', datasets, id)
  if (id !== 'shapes') {
    throw new AppError('invalid-input', `"${id}" is imported, not generated.`, {
      hint: 'Import it: adversarium datasets import <zip or folder>.',
    })
  }
  const { params: values, classes, shape } = describeGenerated({ id, params })
  const identity = JSON.stringify(['shapes', shapesVersion, Object.entries(values).toSorted()])
  const fingerprint = createHash('sha256').update(identity).digest('hex')
  const cached = await findCache(workspace, fingerprint)
  if (cached) return cached
  return writeCache(workspace, fingerprint, undefined, async ({ train, validation }) => {
    await drawSplit(values, 'train', train)
    await drawSplit(values, 'validation', validation)
    return {
      kind: 'shapes',
      title: entry.title,
      source: null,
      params: values,
      classes,
      shape,
      skipped: [],
      warnings: [],
    }
  })
}

/** What a generated dataset will hold. Throws `invalid-input` where a parameter is wrong. */
export function describeGenerated({ id, params }: Omit<GenerateRequest, 'workspace'>) {
  const values = resolveParams(findEntry('datasets', datasets, id), params) as unknown as ShapesParams
  const shape: [number, number, number] = [values.size, values.size, 3]
  return {
    params: values,
    classes: shapeNames.slice(0, values.classes).map((name) => ({ id: name.replaceAll(' ', '-'), name })),
    shape,
    counts: { train: values.train, validation: values.validation },
  }
}

async function drawSplit(values: ShapesParams, split: Split, writer: SplitWriter): Promise<void> {
  const size = values.size * values.size * 3
  for (let start = 0; start < values[split]; start += slice) {
    const indices = Array.from({ length: Math.min(slice, values[split] - start) }, (_, i) => start + i)
    const images = new Uint8Array(indices.length * size)
    indices.forEach((index, i) => drawShape(values, split, index, images.subarray(i * size, (i + 1) * size)))
    const labels = indices.map((index) => shapeLabel(values, index))
    const names = indices.map((index) => `${split}/${index}`)
    await writer.append({ images, labels, names })
    await setImmediate()
  }
}
