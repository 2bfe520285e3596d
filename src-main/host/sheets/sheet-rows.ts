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
import { background, type SheetTools } from './explain-cells.ts'
import { keysOf, type SheetPlan } from './plan-sheet.ts'

export interface SheetCell {
  readonly map: SheetMap | null
  /** What is said in its place where it shows nothing or is not there. */
  readonly sentence: string | null
}

/** One image with its maps. */
export interface SheetRow {
  readonly image: number
  readonly prediction: Prediction
  /** uint8 [height, width, channels], as the evaluation saw it. */
  readonly pixels: Uint8Array
  readonly cells: readonly SheetCell[]
}

interface Work {
  readonly task: string
  readonly signal: AbortSignal
  readonly failures: ComputedSheet['failures']
}

const rowsAtOnce = 32

/** The rows of a sheet in their order, a few at a time: a sheet is larger than what may lie in memory. */
export async function* sheetRows(tools: SheetTools, plan: SheetPlan, work: Work): AsyncGenerator<SheetRow> {
  for (let first = 0; first < plan.images.length; first += rowsAtOnce) {
    work.signal.throwIfAborted()
    yield* await readRows(tools, plan, plan.images.slice(first, first + rowsAtOnce), work)
  }
}

async function readRows(
  { context, see }: SheetTools,
  plan: SheetPlan,
  images: readonly number[],
  { task, signal, failures }: Work,
): Promise<SheetRow[]> {
  const found = images.flatMap((image) => {
    const keys = keysOf(context, plan, image, plan.input)
    return keys instanceof AppError || !keys[0] ? [] : [{ image, keys, subject: keys[0].subject }]
  })
  const [first] = found
  if (!first) return []
  const dataset = datasetOf(context, first.subject.run)
  const size = dataset.shape[0] * dataset.shape[1] * dataset.shape[2]
  const numbers = found.map(({ image }) => image)
  const clean =
    plan.input === 'clean' ? await readImages(decodedFrom(context, dataset), plan.evaluation.split, numbers) : null
  const keys = found.flatMap((row) => row.keys)
  const maps = await readMaps(context, keys)
  const names = dataset.classes.map(({ name }) => name)

  const rows: SheetRow[] = []
  for (const [at, { image, subject, keys: own }] of found.entries()) {
    const pixels = clean
      ? clean.subarray(at * size, (at + 1) * size)
      : toBytes((await see(task, subject, signal, background)).seen)
    const cells = own.map((key): SheetCell => {
      const map = maps.get(key)
      if (!map) return { map: null, sentence: failureOf(failures, image, key.place)?.error.message ?? 'Not computed.' }
      const scores = context.store.mapScores.get(key, { hasCurves: false }) ?? null
      const side = evidenceSide(key.method, catalog.saliency)
      const explained = explainedInWords(key.class, key.against, names)
      const sentence = nothingToSee(side, map, map.map.byteLength / 4, explained)
      return { map: { ...map, scores }, sentence }
    })
    rows.push({ image, prediction: subject.stored, pixels, cells })
  }
  return rows
}

function toBytes(pixels: Uint8Array): Uint8Array {
  const floats = new Float32Array(Uint8Array.from(pixels).buffer)
  return Uint8Array.from(floats, (value) => Math.round(Math.min(1, Math.max(0, value)) * 255))
}
