import { AppError, type ComputedSheet } from '../../contract/index.ts'
import type { HostContext } from '../context.ts'
import { readMaps } from '../map-files.ts'
import { isOfOtherPhotographs } from '../services/explained-subject.ts'
import { findRun } from '../services/runs.ts'
import { tellAskers, type SharedWork } from '../share-work.ts'
import { explainCells, type Cell, type SheetTools } from './explain-cells.ts'
import { keepMaps } from './keep-maps.ts'
import { keysOf, type SheetPlan } from './plan-sheet.ts'
import { scoreCells } from './score-cells.ts'

/** Images whose maps are computed, and then written together. */
const imagesPerFile = 32

interface Wish extends SharedWork {
  /** Deletion and insertion too. */
  readonly hasCurves: boolean
}

/** Computes and keeps what is not there yet, image by image; what was computed is kept when it is cancelled. */
export async function computeSheet(
  tools: SheetTools,
  plan: SheetPlan,
  { task, hasCurves, signal, askers }: Wish,
): Promise<ComputedSheet> {
  const { context } = tools
  const { images } = plan
  const { evaluation } = plan
  const isOther = isOfOtherPhotographs(context, { evaluation, run: findRun(context, evaluation.run) })
  // How far a map has drifted is told from that of the clean image.
  const inputs = plan.input === 'clean' || isOther ? [plan.input] : (['clean', 'seen'] as const)
  const failures: ComputedSheet['failures'] = []
  let computed = 0
  const tell = (done: number, note: string): void =>
    tellAskers(context, { askers }, { done, total: images.length, note })
  for (let first = 0; first < images.length; first += imagesPerFile) {
    signal.throwIfAborted()
    const part = images.slice(first, first + imagesPerFile)
    const cells = await knownCells(context, plan, { part, inputs, failures })
    try {
      await explainCells(tools, cells, { task, signal, failures }, (share, note) =>
        tell(first + share * part.length, note),
      )
    } finally {
      computed += await keepMaps(context, plan, cells)
    }
    await scoreCells(tools, plan, cells, { task, signal, hasCurves })
    tell(first + part.length, '')
  }
  return { images: images.length, computed, failures }
}

/** The cells of some images, with the maps that are there. */
async function knownCells(
  context: HostContext,
  plan: SheetPlan,
  {
    part,
    inputs,
    failures,
  }: Pick<ComputedSheet, 'failures'> & {
    readonly part: readonly number[]
    readonly inputs: readonly SheetPlan['input'][]
  },
): Promise<Cell[]> {
  const keys = part.flatMap((image) =>
    inputs.flatMap((input) => {
      const found = keysOf(context, plan, image, input)
      if (!(found instanceof AppError)) return found
      if (input === plan.input) failures.push({ image, method: null, error: found.body })
      return []
    }),
  )
  const maps = await readMaps(context, keys)
  return keys.map((key) => ({ key, map: maps.get(key) ?? null, isNew: false }))
}
