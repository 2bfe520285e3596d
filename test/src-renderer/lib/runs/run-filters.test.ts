import { describe, expect, it } from 'vitest'
import {
  filterRows,
  filterWords,
  formatFilter,
  parseFilter,
  type RunFilter,
} from '../../../../src-renderer/lib/runs/run-filters.ts'
import { createRowMaker } from '../../../../src-renderer/lib/runs/run-rows.ts'
import { aRun, anEvaluation, catalog } from '../../support/samples.ts'

const runs = [
  aRun({ id: 'good', name: 'good', state: 'done', tags: ['a|b', '50 %'] }),
  aRun({ id: 'bad', name: 'bad', state: 'failed', note: 'Too high a rate', isArchived: true }),
  aRun({ id: 'live', name: 'live', state: 'running' }),
]
const rows = createRowMaker()({
  runs,
  experiments: new Map(),
  evaluations: new Map([['good', [anEvaluation({ run: 'good' })]]]),
  datasets: new Map(),
  catalog,
  robust: null,
  accuracySource: 'evaluated',
})
const names = (filters: readonly RunFilter[], text = '') => filterRows(rows, filters, text).map(({ run }) => run.id)

describe('filters of runs', () => {
  it('keep a run that has one of the values, under every filter', () => {
    expect(names([{ field: 'state', values: ['done', 'failed'] }])).toEqual(['good', 'bad'])
    expect(names([{ field: 'archived', values: ['no'] }])).toEqual(['good', 'live'])
    expect(
      names([
        { field: 'state', values: ['done'] },
        { field: 'archived', values: ['yes'] },
      ]),
    ).toEqual([])
    expect(names([{ field: 'tag', values: ['50 %'] }])).toEqual(['good'])
  })

  it('keep what is on the right side of a bound, and what is not finished', () => {
    expect(names([{ field: 'clean', side: '>=', bound: 0.6 }])).toEqual(['good', 'live'])
    expect(names([{ field: 'clean', side: '>=', bound: 0.61 }])).toEqual(['live'])
    expect(names([{ field: 'clean', side: '<=', bound: 0.7 }])).toEqual(['good', 'live'])
  })

  it('find every word of the text in name, tags and note', () => {
    expect(names([], 'RATE high')).toEqual(['bad'])
    expect(names([], '50')).toEqual(['good'])
  })

  it('go through the address whole, whatever stands in a tag', () => {
    const filters: RunFilter[] = [
      { field: 'tag', values: ['a|b', '50 %', '%7C'] },
      { field: 'gap', side: '<=', bound: -0.05 },
    ]
    expect(filters.map(formatFilter).map(parseFilter)).toEqual(filters)
    expect(['none', 'colour:red', 'clean:high', 'clean:>=x', ''].map(parseFilter)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ])
  })

  it('say what they ask for', () => {
    expect(filterWords({ field: 'clean', side: '>=', bound: 0.6 })).toEqual({
      subject: 'clean accuracy ≥',
      value: '60.0 %',
      rest: 'or unfinished',
    })
  })
})
