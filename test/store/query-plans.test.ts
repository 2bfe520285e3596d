import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { GalleryQuery } from '../../src-main/contract/index.ts'
import { checkpointSummariesSql } from '../../src-main/store/checkpoints.ts'
import { imageTagsSql } from '../../src-main/store/image-tags.ts'
import { nextSql } from '../../src-main/store/jobs.ts'
import { extentSql, fromLevelSql, fromPointsSql, reduceLevelSql } from '../../src-main/store/metric-levels.ts'
import { namesSql, ofExperimentSql, seriesSql } from '../../src-main/store/metrics.ts'
import { summaryOfRunSql } from '../../src-main/store/metric-summaries.ts'
import { openDatabase } from '../../src-main/store/open.ts'
import { outcomesSql } from '../../src-main/store/outcomes.ts'
import { confusionSql, rowsSql } from '../../src-main/store/predictions.ts'
import { selectionSql } from '../../src-main/store/selection.ts'
import { runsFromWeightsSql } from '../../src-main/store/weights.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

function planOf(sql: string): string[] {
  const db = openDatabase(join(temporaryFolder(), 'test.db'))
  onTestFinished(() => {
    db.close()
  })
  // Every parameter counts as NULL: the plan does not depend on it.
  const named = Object.fromEntries([...sql.matchAll(/\$(\w+)/g)].map(([, name]) => [name, null]))
  const positional = [...sql.matchAll(/\?/g)].map(() => null)
  const rows = db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all(...positional, named)
  return rows.map(({ detail }) => detail)
}

const galleryOf = (query: object): string => selectionSql(GalleryQuery.parse({ evaluation: '1', ...query }))

const queries: Record<string, readonly [sql: string, index: string]> = {
  'the next job of a lane': [nextSql, 'job_queue (lane=?)'],
  'the summaries of a run': [summaryOfRunSql, 'PRIMARY KEY (run=?)'],
  'one series of a run': [seriesSql, 'PRIMARY KEY (run=? AND name=?)'],
  'one metric of an experiment': [ofExperimentSql, 'PRIMARY KEY (run=? AND name=?)'],
  'all images of an evaluation': [galleryOf({ outcome: 'all' }), 'PRIMARY KEY (evaluation=?)'],
  'its misclassified images': [galleryOf({}), 'PRIMARY KEY (evaluation=?)'],
  'its misclassified images by distance': [galleryOf({ sort: 'wordnet-distance' }), 'PRIMARY KEY (evaluation=?)'],
  'its images in a range': [galleryOf({ confidence: [0, 1], margin: [0, 1] }), 'PRIMARY KEY (evaluation=?)'],
  'images that two evaluations saw': [galleryOf({ flip: 'broken' }), 'PRIMARY KEY (evaluation=? AND image=?)'],
  'a confusion matrix': [confusionSql, 'COVERING INDEX prediction_by_classes (evaluation=?)'],
  'the runs that start from weights': [runsFromWeightsSql, 'INDEX run_by_initial_weights (<expr>=?)'],
  'the outcomes of an evaluation': [outcomesSql, 'COVERING INDEX prediction_by_classes (evaluation=?)'],
}

describe('query plans', () => {
  for (const [name, [sql, index]] of Object.entries(queries)) {
    it(`finds ${name} through an index, without sorting`, () => {
      const plan = planOf(sql)
      expect(plan).toContainEqual(expect.stringContaining(index))
      expect(plan.filter((line) => /^SCAN|TEMP B-TREE/.test(line))).toEqual([])
    })
  }

  it.each([
    [{ truth: [1] }, 'COVERING INDEX prediction_by_classes (evaluation=? AND truth=?)'],
    [{ truth: [1], sort: 'loss' }, 'INDEX prediction_by_classes (evaluation=? AND truth=?)'],
    [{ truth: [1], predicted: [2] }, 'COVERING INDEX prediction_by_classes (evaluation=? AND truth=? AND predicted=?)'],
    [{ truth: [1, 2], predicted: [2] }, 'PRIMARY KEY (evaluation=?)'],
    [{ outcome: 'correct', sort: 'confidence' }, 'PRIMARY KEY (evaluation=?)'],
    [{ flip: 'fixed', sort: 'margin' }, 'PRIMARY KEY (evaluation=?)'],
    [{ scored: { method: 'gradient', score: 'energy' } }, 'PRIMARY KEY (evaluation=? AND method=? AND input=?)'],
    [{ scored: { method: 'gradient', score: 'energy' }, sort: 'score' }, 'PRIMARY KEY (evaluation=? AND image=?)'],
  ])('reads of one evaluation alone for the gallery %j', (query, index) => {
    const plan = planOf(galleryOf(query))
    expect(plan).toContainEqual(expect.stringContaining(index))
    expect(plan.filter((line) => line.startsWith('SCAN') && !line.includes('json_each'))).toEqual([])
  })

  it('finds the rows of a page one by one', () => {
    const search = 'USING PRIMARY KEY (evaluation=? AND image=?)'
    const [page, own, other] = planOf(rowsSql)
    expect(page).toContain('VIRTUAL TABLE')
    expect(own).toContain(search)
    expect(other).toContain(search)
  })

  it('finds the tags of a page of images one by one', () => {
    expect(planOf(imageTagsSql)[0]).toContain('INDEX image_tag_of_image (dataset=? AND split=? AND image=?)')
  })

  it('finds the names of all metrics by hopping, never by reading a series', () => {
    const lines = planOf(namesSql).filter((line) => line.includes('metric'))
    expect(lines.filter((line) => !line.startsWith('SEARCH metric USING PRIMARY KEY'))).toEqual([])
  })

  it.each([
    ['one bucket from its points', fromPointsSql, 'metric USING PRIMARY KEY (run=? AND name=? AND step>? AND step<?)'],
    ['one bucket', fromLevelSql, 'PRIMARY KEY (run=? AND name=? AND level=? AND bucket>? AND bucket<?)'],
    ['a level', reduceLevelSql, 'PRIMARY KEY (run=? AND name=? AND level=?)'],
  ])('reads %s of a series, never the whole', (_, sql, search) => {
    const lines = planOf(sql)
    expect(lines).toContainEqual(expect.stringContaining(search))
    expect(lines.filter((line) => line.startsWith('SCAN') && line.includes('metric'))).toEqual([])
  })

  it('finds the extent of a series at its ends', () => {
    const lines = planOf(extentSql).filter((line) => line.includes('metric'))
    expect(lines).toHaveLength(3)
    expect(lines.filter((line) => !line.startsWith('SEARCH metric'))).toEqual([])
  })

  it('finds the checkpoints of all runs by the kept ones', () => {
    expect(planOf(checkpointSummariesSql)).toEqual(['SCAN checkpoint USING INDEX checkpoint_of_run'])
  })
})
