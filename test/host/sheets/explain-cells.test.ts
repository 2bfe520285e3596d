import { describe, expect, it } from 'vitest'
import { AppError, type ComputedSheet, type Explanation } from '../../../src-main/contract/index.ts'
import type { HostContext } from '../../../src-main/host/context.ts'
import { explainCells, type Cell, type SheetTools } from '../../../src-main/host/sheets/explain-cells.ts'

const map: Explanation = { height: 1, width: 1, map: new Uint8Array(4), min: 0, max: 0, note: null }
const subject = { run: { dataset: 'd', config: {} }, evaluation: { split: 'validation', checkpoint: 1 } }
const cellsOf = (images: readonly number[], methods: readonly string[]): Cell[] =>
  images.flatMap((image) =>
    methods.map((id, place) => {
      const of = { subject, evaluation: 1, image, input: 'clean', method: { id, params: {} }, class: 0, against: null }
      return { key: { ...of, place } as unknown as Cell['key'], map: null, isNew: false }
    }),
  )
// What a question is made of is not looked at here.
const context = {
  workspace: { folder: '' },
  store: { checkpoints: { get: () => ({ path: '' }) }, datasets: { get: () => ({ folder: '' }) } },
} as unknown as HostContext

async function run(cells: Cell[], refuse: (images: number[], method: string) => AppError | null) {
  const asked: number[][] = []
  const lane = {
    async ask(_task: string, _kind: string, prepare: () => Promise<object>) {
      const { images, method } = (await prepare()) as { images: number[]; method: { id: string } }
      asked.push(images)
      const error = refuse(images, method.id)
      if (error) throw error
      // Two at a time, as an engine that is slow.
      return images.slice(0, 2).map(() => map)
    },
  } as unknown as SheetTools['lane']
  const failures: ComputedSheet['failures'] = []
  const see = () => Promise.reject(new Error('Nothing is to be seen.'))
  const work = { task: 't', signal: new AbortController().signal, failures }
  await explainCells({ context, lane, see }, cells, work, () => undefined)
  return { asked, failures, done: cells.filter((cell) => cell.map !== null).map(({ key }) => [key.image, key.place]) }
}

const notANumber = new AppError('not-a-number', 'The image holds values that are not finite numbers.')
const unfit = new AppError('invalid-input', 'This network has no layer with a map of the image.')

describe('maps of many images', () => {
  it('are asked for until all are answered, and no more', async () => {
    const { asked, done, failures } = await run(cellsOf([4, 5, 6], ['gradient']), () => null)
    expect(asked).toEqual([[4, 5, 6], [6]])
    expect(done).toHaveLength(3)
    expect(failures).toEqual([])
  })

  it('leave out the image that is not a number, and say which', async () => {
    const refuse = (images: number[]) => (images.includes(5) ? notANumber : null)
    const { done, failures } = await run(cellsOf([4, 5, 6], ['gradient']), refuse)
    expect(done).toEqual([
      [4, 0],
      [6, 0],
    ])
    expect(failures).toEqual([{ image: 5, method: 0, error: notANumber.body }])
  })

  it('leave out a method that the network does not fit, once for all images', async () => {
    const refuse = (_images: number[], method: string) => (method === 'grad-cam' ? unfit : null)
    const { done, failures, asked } = await run(cellsOf([4, 5], ['grad-cam', 'gradient']), refuse)
    expect(done.map(([, place]) => place)).toEqual([1, 1])
    expect(failures).toEqual([{ image: null, method: 0, error: unfit.body }])
    expect(asked).toHaveLength(2)
  })

  it('end where the engine does', async () => {
    const crash = new AppError('engine-crashed', 'The interactive engine crashed.')
    await expect(run(cellsOf([4], ['gradient']), () => crash)).rejects.toBe(crash)
  })
})
