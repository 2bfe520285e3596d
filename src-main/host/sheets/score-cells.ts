import { pixelValues } from '../../core/datasets/pixels.ts'
import type { HostContext } from '../context.ts'
import { readBoxes, readImages } from '../datasets/read-cache.ts'
import { decodedFrom } from '../services/datasets.ts'
import { datasetOf } from '../services/evaluations.ts'
import { isOfOtherPhotographs, modelOf, type Subject } from '../services/explained-subject.ts'
import { refuseOutdated } from '../services/refuse-outdated.ts'
import { background, type Cell, type SheetTools } from './explain-cells.ts'
import type { SheetPlan } from './plan-sheet.ts'

interface Work {
  readonly task: string
  readonly signal: AbortSignal
  /** Deletion and insertion too. */
  readonly hasCurves: boolean
}

/** Scores the maps that are shown, as far as there is something to score: boxes, a clean map of the same image, or curves. */
export async function scoreCells(
  { context, lane, see }: SheetTools,
  plan: Pick<SheetPlan, 'input'>,
  cells: readonly Cell[],
  { task, signal, hasCurves }: Work,
): Promise<void> {
  const { store, journal } = context
  const clean = new Map(cells.filter(({ key }) => key.input === 'clean').map((cell) => [nameOf(cell), cell.map]))
  const shown = cells.filter(({ key, map }) => key.input === plan.input && map !== null)
  const unscored = shown.filter(({ key }) => !store.mapScores.get(key, { hasCurves }))
  const [first] = unscored
  if (!first) return
  const isOther = first.key.input === 'seen' && isOfOtherPhotographs(context, first.key.subject)
  const boxes = isOther ? [] : await boxesOf(context, first.key.subject, unscored)
  for (const [at, cell] of unscored.entries()) {
    signal.throwIfAborted()
    const { key, map } = cell
    const box = boxes[at] ?? null
    const cleanMap = isOther || key.input === 'clean' ? null : (clean.get(nameOf(cell))?.map ?? null)
    if (!map || (box === null && cleanMap === null && !hasCurves)) continue
    const pixels = hasCurves ? await pixelsOf({ context, see }, cell, { task, signal }) : null
    const { subject } = key
    const question = async () => ({
      ...modelOf(context, subject),
      ...{ image: key.image, pixels, map: map.map, cleanMap, box },
      classes: [key.class, key.against] as [number, number | null],
    })
    const scores = await lane.ask(task, 'score-map', question, background)
    journal(() => {
      refuseOutdated(context, subject, key)
      store.mapScores.put(key, scores, context.now(), { hasCurves })
    })
  }
}

const nameOf = ({ key }: Cell): string => `${key.image} ${key.place}`

const decoded = (context: HostContext, { run }: Pick<Subject, 'run'>) => decodedFrom(context, datasetOf(context, run))

function boxesOf(context: HostContext, subject: Subject, cells: readonly Cell[]) {
  const images = cells.map(({ key }) => key.image)
  return readBoxes(decoded(context, subject), subject.evaluation.split, images)
}

async function pixelsOf(
  { context, see }: Pick<SheetTools, 'context' | 'see'>,
  { key: { input, subject, image } }: Cell,
  { task, signal }: Pick<Work, 'task' | 'signal'>,
): Promise<Uint8Array<ArrayBuffer>> {
  if (input === 'seen') return (await see(task, subject, signal, background)).seen
  const bytes = await readImages(decoded(context, subject), subject.evaluation.split, [image])
  const pixels = new Float32Array(bytes.length)
  pixelValues(bytes, pixels)
  return new Uint8Array(pixels.buffer)
}
