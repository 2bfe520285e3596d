import { AppError, type ComputedSheet, type Explanation } from '../../contract/index.ts'
import type { HostContext } from '../context.ts'
import type { InteractiveLane } from '../interactive-lane.ts'
import { modelOf } from '../services/explained-subject.ts'
import type { Explanations } from '../services/explanations.ts'
import type { SheetKey } from './plan-sheet.ts'

export interface SheetTools {
  readonly context: HostContext
  readonly lane: Pick<InteractiveLane, 'ask'>
  readonly see: Explanations['see']
}

/** One map of a sheet, as far as it is there. */
export interface Cell {
  readonly key: SheetKey
  map: Explanation | null
  /** Computed just now, and not kept yet. */
  isNew: boolean
}

interface Work {
  readonly task: string
  readonly signal: AbortSignal
  readonly failures: ComputedSheet['failures']
}

/** Nobody waits for it. */
export const background = { isBackground: true } as const
/** What the engine answers of these in a short time it chooses itself. */
const imagesPerQuestion = 32

/** Computes the maps that are missing, in questions so short that a person's own pass between them. */
export async function explainCells(
  tools: SheetTools,
  cells: readonly Cell[],
  work: Work,
  tell: (share: number, note: string) => void,
): Promise<void> {
  const missing = cells.filter(({ map }) => map === null)
  const groups = [...Map.groupBy(missing, ({ key }) => `${key.input} ${key.place}`).values()]
  let done = cells.length - missing.length
  for (const group of groups) {
    await explainGroup(tools, group, work, (count) => {
      done += count
      tell(done / cells.length, group[0]?.key.method.id ?? '')
    })
  }
}

/** Maps of one method and input. */
async function explainGroup(
  tools: SheetTools,
  group: readonly Cell[],
  work: Work,
  tell: (count: number) => void,
): Promise<void> {
  const { failures } = work
  const [first] = group
  if (!first || failures.some(({ image, method }) => image === null && method === first.key.place)) return
  let left = await withPixels(tools, group, work)
  let most = imagesPerQuestion
  while (left.length > 0) {
    work.signal.throwIfAborted()
    const asked = left.slice(0, most)
    try {
      const maps = await ask(tools, asked, work)
      maps.forEach((map, i) => Object.assign((asked[i] as Asked).cell, { map, isNew: true }))
      left = left.slice(maps.length)
      tell(maps.length)
    } catch (error) {
      const { code, body } = known(error)
      // A method that does not fit the network fits none of its images.
      if (code === 'invalid-input') {
        failures.push({ image: null, method: first.key.place, error: body })
        return
      }
      if (code !== 'not-a-number') throw error
      // One of them is to blame: from here on each is asked for by itself.
      if (most > 1) most = 1
      else {
        failures.push({ image: (asked[0] as Asked).cell.key.image, method: first.key.place, error: body })
        left = left.slice(1)
        tell(1)
      }
    }
  }
}

interface Asked {
  readonly cell: Cell
  /** null: as it is in the dataset. */
  readonly pixels: Uint8Array | null
}

/** Images as they were seen are made again first; one that cannot be is left out. */
async function withPixels(
  { see }: SheetTools,
  group: readonly Cell[],
  { task, signal, failures }: Work,
): Promise<Asked[]> {
  const asked: Asked[] = []
  for (const cell of group) {
    if (cell.key.input === 'clean') {
      asked.push({ cell, pixels: null })
      continue
    }
    try {
      asked.push({ cell, pixels: (await see(task, cell.key.subject, signal, background)).seen })
    } catch (error) {
      const { code, body } = known(error)
      if (code !== 'not-a-number') throw error
      failures.push({ image: cell.key.image, method: cell.key.place, error: body })
    }
  }
  return asked
}

function ask({ context, lane }: SheetTools, asked: readonly Asked[], { task }: Work): Promise<Explanation[]> {
  const { subject, method } = (asked[0] as Asked).cell.key
  const pixels = asked.flatMap((it) => it.pixels ?? [])
  const question = async () => ({
    ...modelOf(context, subject),
    split: subject.evaluation.split,
    images: asked.map(({ cell }) => cell.key.image),
    pixels: pixels.length === 0 ? null : Buffer.concat(pixels),
    method,
    classes: asked.map(({ cell }): [number, number | null] => [cell.key.class, cell.key.against]),
  })
  return lane.ask(task, 'explain-images', question, background)
}

function known(error: unknown): AppError {
  if (error instanceof AppError) return error
  throw error
}
