import { beforeAll, describe, expect, it } from 'vitest'
import type { RunConfigInput } from '../../../src-main/contract/index.ts'
import { startTrainingRun } from '../../../src-main/core/training/training-run.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { tinyOptions } from '../../support/tiny-training.ts'

/** Of a run with 24 training images in three classes and 12 of validation. */
function countsOf(config: Partial<RunConfigInput>) {
  const run = startTrainingRun(tinyOptions(config))
  try {
    return run.panels.counts
  } finally {
    run.dispose()
  }
}

describe('panels', () => {
  beforeAll(useJavaScript)

  it('hold as many images as are asked for, or all that take part', () => {
    const many = { monitor: { trainImages: 500, validationImages: 500 } }
    expect(countsOf({ monitor: { trainImages: 9, validationImages: 1 } })).toEqual({ train: 9, validation: 1 })
    expect(countsOf({ monitor: { trainImages: 0, validationImages: 500 } })).toEqual({ train: 0, validation: 12 })
    expect(countsOf(many)).toEqual({ train: 24, validation: 12 })
    expect(countsOf({ ...many, dataset: { id: 'shapes', imagesPerClass: 2 } })).toEqual({ train: 6, validation: 12 })
  })
})
