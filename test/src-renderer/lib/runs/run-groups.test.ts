import { describe, expect, it } from 'vitest'
import type { Experiment } from '../../../../src-main/contract/index.ts'
import { groupRows, type Grouping } from '../../../../src-renderer/lib/runs/run-groups.ts'
import { createRowMaker } from '../../../../src-renderer/lib/runs/run-rows.ts'
import { aRun, catalog } from '../../support/samples.ts'

const experiments = new Map([['e', { id: 'e', name: 'chen-2020', createdAt: 0 } as Experiment]])
const rows = createRowMaker()({
  runs: [
    aRun({ id: 'new', experimentId: 'e', createdAt: 3, state: 'done', tags: ['x', 'y'] }),
    aRun({ id: 'old', experimentId: 'e', createdAt: 1, state: 'failed', tags: ['x'] }),
    aRun({ id: 'other', experimentId: 'f', createdAt: 2, state: 'done' }),
  ],
  experiments,
  evaluations: new Map(),
  datasets: new Map(),
  catalog,
  robust: null,
  accuracySource: 'last',
})
const ids = (grouping: Grouping, isSorted = false) =>
  groupRows(rows, grouping, experiments, isSorted).map(({ name, rows: members }) => [
    name,
    ...members.map(({ run }) => run.id),
  ])

describe('groups of runs', () => {
  it('hold an experiment in the order of launch, or as sorted', () => {
    expect(ids('experiment')).toEqual([
      ['chen-2020', 'old', 'new'],
      ['experiment', 'other'],
    ])
    expect(ids('experiment', true)[0]).toEqual(['chen-2020', 'new', 'old'])
  })

  it('are made by state, method or nothing; a run stands under each of its tags', () => {
    expect(ids('state')).toEqual([
      ['done', 'new', 'other'],
      ['failed', 'old'],
    ])
    expect(ids('tag')).toEqual([
      ['x', 'new', 'old'],
      ['y', 'new'],
      ['no tag', 'other'],
    ])
    expect(ids('architecture')).toEqual([['Small CNN', 'new', 'old', 'other']])
    expect(ids('none')).toEqual([['', 'new', 'old', 'other']])
  })
})
