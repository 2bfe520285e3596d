import type { Split } from '../../contract/split.ts'
import { AppError } from '../../contract/wire.ts'
import type { Shape3 } from '../../core/network/network.ts'
import type { ImportRequest } from './import-dataset.ts'
import { nameSome } from './name-some.ts'
import { nameOf, type DecodeOptions, type ImportPlan, type SkippedFile } from './plan.ts'
import type { Source } from './source.ts'

/** Above this share of unreadable images the source is refused. */
const maxUnreadable = 0.01
const progressEveryMs = 100

export interface DecodedPlan {
  readonly shape: [number, number, number]
  readonly counts: Readonly<Record<Split, number>>
  /** Images with a box. */
  readonly boxes: Readonly<Record<Split, number>>
  readonly skipped: SkippedFile[]
  readonly warnings: string[]
}

/** Decodes everything that a plan lists; refuses what too little is left of. */
export async function decodePlan(
  plan: ImportPlan,
  source: Source,
  { imageSize, signal, onProgress }: ImportRequest,
  sink: Pick<DecodeOptions, 'begin' | 'write'>,
): Promise<DecodedPlan> {
  const counts = { train: 0, validation: 0 }
  const boxes = { train: 0, validation: 0 }
  const perClass = { train: new Int32Array(plan.classes.length), validation: new Int32Array(plan.classes.length) }
  let shape: Shape3 = [0, 0, 0]
  let lastProgress = -Infinity

  const unreadable = await plan.decode({
    imageSize: imageSize ?? null,
    signal,
    begin(found) {
      shape = found
      return sink.begin(found)
    },
    write(split, chunk) {
      counts[split] += chunk.labels.length
      boxes[split] += chunk.boxes?.filter((box) => box !== null).length ?? 0
      for (const label of chunk.labels) perClass[split][label] = (perClass[split][label] as number) + 1
      return sink.write(split, chunk)
    },
    onProgress(done) {
      if (done < plan.total && performance.now() - lastProgress < progressEveryMs) return
      lastProgress = performance.now()
      onProgress?.({ done, total: plan.total })
    },
  })
  refuseUnreadable(unreadable, plan.total)
  for (const split of ['train', 'validation'] as const) {
    if (counts[split] > 0) continue
    throw new AppError('invalid-input', `${nameOf(source)} has no ${split} images.`, {
      hint: 'Give each class two images or more, or images to both of its folders.',
    })
  }
  return {
    shape: [...shape],
    counts,
    boxes,
    skipped: [...unreadable, ...plan.skipped],
    warnings: [...plan.warnings, ...emptyClasses(plan, perClass.train)],
  }
}

function refuseUnreadable(unreadable: readonly SkippedFile[], total: number): void {
  if (unreadable.length <= total * maxUnreadable) return
  const share = ((100 * unreadable.length) / total).toFixed(1)
  const named = unreadable.slice(0, 3).map(({ path, reason }) => `"${path}" ${reason}`)
  const rest = unreadable.length > named.length ? '; …' : ''
  throw new AppError(
    'invalid-input',
    `${unreadable.length.toLocaleString('en')} of ${total.toLocaleString('en')} images (${share} %) cannot be read, more than 1 %: ${named.join('; ')}${rest}.`,
    { hint: 'Repair or remove these files, then import again.' },
  )
}

function emptyClasses({ classes }: ImportPlan, counts: Int32Array): string[] {
  const empty = classes.filter((_, label) => counts[label] === 0).map(({ name }) => name)
  return empty.length === 0 ? [] : [`No training image of these classes can be read: ${nameSome(empty)}.`]
}
