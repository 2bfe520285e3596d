import {
  AppError,
  evidenceSide,
  explainedInWords,
  failureOf,
  nothingToSee,
  type ComputedSheet,
  type Prediction,
  type SheetMap,
} from '../../contract/index.ts'
import { catalog } from '../../core/catalog.ts'
import { readImages } from '../datasets/read-cache.ts'
import { readMaps } from '../map-files.ts'
import { decodedFrom } from '../services/datasets.ts'
import { datasetOf } from '../services/evaluations.ts'
import { findSubject } from '../services/explained-subject.ts'
import { findRun } from '../services/runs.ts'
import { background, type SheetTools } from './explain-cells.ts'
import { keysOf, type SheetKey, type SheetPlan } from './plan-sheet.ts'

/** A sheet of one evaluation, and what could not be computed of it. */
export interface ComputedPlan {
  readonly plan: SheetPlan
  readonly failures: ComputedSheet['failures']
}

export interface SheetCell {
  readonly map: SheetMap | null
  /** What is said in its place where it shows nothing or is not there. */
  readonly sentence: string | null
}

/** One image in one evaluation, with its maps. */
export interface SheetSide {
  /** null where this evaluation has not seen the image. */
  readonly prediction: Prediction | null
  /** uint8 [height, width, channels], as the evaluation saw it; or why it cannot be shown. */
  readonly pixels: Uint8Array | string
  readonly cells: readonly SheetCell[]
}

/** One image in all evaluations of a sheet. */
export interface SheetRow {
  readonly image: number
  readonly sides: readonly SheetSide[]
}

interface Work {
  readonly task: string
  readonly signal: AbortSignal
}

const rowsAtOnce = 32

/**
 * The rows of a sheet in their order, one for every image, a few at a time: a sheet is larger than what may lie in
 * memory. All plans have the same images.
 */
export async function* sheetRows(
  tools: SheetTools,
  plans: readonly ComputedPlan[],
  work: Work,
): AsyncGenerator<SheetRow> {
  const all = plans[0]?.plan.images ?? []
  for (let first = 0; first < all.length; first += rowsAtOnce) {
    work.signal.throwIfAborted()
    const images = all.slice(first, first + rowsAtOnce)
    const sides: SheetSide[][] = []
    for (const computed of plans) sides.push(await readSides(tools, computed, images, work))
    yield* images.map((image, at) => ({ image, sides: sides.flatMap((side) => side[at] ?? []) }))
  }
}

/** One evaluation's side of some images. */
async function readSides(
  tools: SheetTools,
  { plan, failures }: ComputedPlan,
  images: readonly number[],
  work: Work,
): Promise<SheetSide[]> {
  const { context } = tools
  const { store } = context
  const found = images.map((image) => ({ image, keys: keysOf(context, plan, image, plan.input) }))
  const maps = await readMaps(
    context,
    found.flatMap(({ keys }) => (keys instanceof AppError ? [] : keys)),
  )
  const { classes } = datasetOf(context, findRun(context, plan.evaluation.run))
  const names = classes.map(({ name }) => name)

  const cellOf = (image: number, key: SheetKey): SheetCell => {
    const map = maps.get(key)
    if (!map) return { map: null, sentence: failureOf(failures, image, key.place)?.error.message ?? 'Not computed.' }
    const scores = store.mapScores.get(key, { hasCurves: false }) ?? null
    const explained = explainedInWords(key.class, key.against, names)
    const side = evidenceSide(key.method, catalog.saliency)
    return { map: { ...map, scores }, sentence: nothingToSee(side, map, map.map.byteLength / 4, explained) }
  }
  const pixels = await pixelsOf(tools, plan, images, work)
  return found.map(({ image, keys }, at) => ({
    prediction: store.predictions.get(plan.evaluation.id, image) ?? null,
    pixels: pixels[at] as Uint8Array | string,
    cells:
      keys instanceof AppError
        ? plan.methods.map(() => ({ map: null, sentence: keys.message }))
        : keys.map((key) => cellOf(image, key)),
  }))
}

async function pixelsOf(
  { context, see }: SheetTools,
  { evaluation, input }: SheetPlan,
  images: readonly number[],
  { task, signal }: Work,
): Promise<(Uint8Array | string)[]> {
  if (input === 'clean') {
    const dataset = datasetOf(context, findRun(context, evaluation.run))
    const bytes = await readImages(decodedFrom(context, dataset), evaluation.split, images)
    const size = bytes.length / images.length
    return images.map((_, at) => bytes.subarray(at * size, (at + 1) * size))
  }
  const pixels: (Uint8Array | string)[] = []
  for (const image of images) {
    try {
      const { seen } = await see(task, findSubject(context, String(evaluation.id), image), signal, background)
      pixels.push(toBytes(seen))
    } catch (error) {
      // Those that this evaluation has not seen, or that cannot be made again; all others end the export.
      if (!(error instanceof AppError) || !['not-found', 'not-a-number'].includes(error.code)) throw error
      pixels.push(error.message)
    }
  }
  return pixels
}

function toBytes(pixels: Uint8Array): Uint8Array {
  const floats = new Float32Array(Uint8Array.from(pixels).buffer)
  return Uint8Array.from(floats, (value) => Math.round(Math.min(1, Math.max(0, value)) * 255))
}
