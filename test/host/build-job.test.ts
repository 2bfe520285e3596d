import { expect, it } from 'vitest'
import { calibrate } from '../../src-main/core/evaluation/calibrate.ts'
import { buildJob } from '../../src-main/host/build-job.ts'
import type { HostContext } from '../../src-main/host/context.ts'
import { workspaceAt } from '../../src-main/host/workspace.ts'
import { insertCheckpoint, insertFinished, insertRun } from '../support/store-rows.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { temporaryStore } from '../support/temporary-store.ts'

const calibrationOf = (n: number) => {
  const images = Array.from({ length: n }, (_, image) => image)
  const calibration = calibrate({ logits: new Float32Array(2 * n), labels: images.map(() => 0), classes: 2, images }, 2)
  if (!calibration) throw new Error('There are images.')
  return calibration
}

it('goes on with an evaluation, but not without what calibrates all of its images', () => {
  const store = temporaryStore()
  insertRun(store, 'a')
  const checkpoint = insertCheckpoint(store, { run: 'a', kind: 'last', epoch: 1 })
  const fgsm = insertFinished(store, { run: 'a', checkpoint, n: 20, condition: { id: 'fgsm', params: {} } })
  const clean = insertFinished(store, { run: 'a', checkpoint, n: 20 })
  const context = { store, workspace: workspaceAt(temporaryFolder()) } as HostContext
  const jobOf = (evaluation: number) =>
    buildJob(context, { id: 1, lane: 'training', kind: 'evaluate', run: 'a', evaluation, state: 'running' })
  const begunOf = (evaluation: number, begun: number) => {
    store.evaluations.setBegun(evaluation, begun)
    const job = jobOf(evaluation)
    return job.kind === 'evaluate' ? (job.begun?.images ?? null) : undefined
  }

  expect(begunOf(fgsm, 0)).toBeNull()
  expect(begunOf(fgsm, 12)).toBe(12)
  expect(begunOf(clean, 12)).toBeNull()
  // All rows are there, of before or of an attempt that was cancelled.
  expect(begunOf(fgsm, 20)).toBeNull()
  store.calibrations.put(fgsm, calibrationOf(12))
  expect(begunOf(fgsm, 20)).toBeNull()
  store.calibrations.put(fgsm, calibrationOf(20))
  expect(begunOf(fgsm, 20)).toBe(20)

  expect(jobOf(fgsm)).toMatchObject({ temperature: null })
  store.calibrations.put(clean, calibrationOf(20))
  expect(jobOf(fgsm)).toMatchObject({ temperature: 2 })
})
