import { describe, expect, it } from 'vitest'
import { chooseColumns, runColumns } from '../../../../src-renderer/lib/runs/run-columns.ts'
import { createRowMaker } from '../../../../src-renderer/lib/runs/run-rows.ts'
import { aRun, anEvaluation, catalog } from '../../support/samples.ts'

const run = aRun({
  latest: { 'validation-accuracy': 0.6, loss: 1.23456 },
  best: { 'validation-accuracy': { value: 0.721, epoch: 22 } },
})
const sources = {
  runs: [run],
  experiments: new Map(),
  evaluations: new Map([['base', [anEvaluation()]]]),
  datasets: new Map(),
  catalog,
  robust: null,
}
const columnsOf = (source: 'evaluated' | 'last' | 'best') => runColumns([run], 'FGSM', source)

describe('columns of the list of runs', () => {
  it('have one a metric, with its last value or its best and that epoch', () => {
    const [row] = createRowMaker()({ ...sources, accuracySource: 'best' })
    if (!row) throw new Error('There is no row.')
    const text = (source: 'last' | 'best', id: string) =>
      columnsOf(source)
        .find((column) => column.id === id)
        ?.text?.(row)
    expect(text('last', 'metric:validation-accuracy')).toBe('60.0')
    expect(text('best', 'metric:validation-accuracy')).toBe('72.1 @22')
    expect(text('best', 'metric:loss')).toBe('1.235')
  })

  it('show the evaluated accuracy, the last or the best of the curve as chosen', () => {
    const clean = (accuracySource: 'evaluated' | 'last' | 'best') =>
      createRowMaker()({ ...sources, accuracySource })[0]?.accuracies.clean
    expect(clean('evaluated')).toMatchObject({ value: 0.6, n: 1000, epoch: null })
    expect(clean('last')).toMatchObject({ value: 0.6, epoch: 5 })
    expect(clean('best')).toMatchObject({ value: 0.721, epoch: 22 })
  })

  it('stand as chosen, with new ones after them and vanished ones left out', () => {
    const chosen = chooseColumns(columnsOf('last'), [
      { id: 'time', isShown: true },
      { id: 'metric:gone', isShown: true },
      { id: 'run', isShown: true },
      { id: 'state', isShown: false },
    ])
    expect(chosen.slice(0, 4).map(({ column, isShown }) => [column.id, isShown])).toEqual([
      ['time', true],
      ['run', true],
      ['state', false],
      ['experiment', false],
    ])
    expect(chosen).toHaveLength(columnsOf('last').length)
  })
})

describe('rows of the list of runs', () => {
  it('stay the same objects until their run or its evaluations change', () => {
    const make = createRowMaker()
    const other = aRun({ id: 'other' })
    const given = { ...sources, runs: [run, other], accuracySource: 'last' as const }
    const [first, second] = make(given)
    const again = make({ ...given, runs: [run, { ...other, step: 60 }], evaluations: new Map(sources.evaluations) })
    expect(again[0]).toBe(first)
    expect(again[1]).not.toBe(second)
    expect(make({ ...given, accuracySource: 'best' })[0]).not.toBe(first)
  })
})
