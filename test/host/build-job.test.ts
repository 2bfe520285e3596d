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

it('goes on with an evaluation behind the images that it knows all of', () => {
  const store = temporaryStore()
  insertRun(store, 'a')
  const checkpoint = insertCheckpoint(store, { run: 'a', kind: 'last', epoch: 1 })
  const fgsm = insertFinished(store, { run: 'a', checkpoint, n: 20, condition: { id: 'fgsm', params: {} } })
  const clean = insertFinished(store, { run: 'a', checkpoint, n: 20 })
  const context = { store, workspace: workspaceAt(temporaryFolder()) } as HostContext
  const jobOf = (evaluation: number) =>
    buildJob(context, {
      id: 1,
      lane: 'training',
      kind: 'evaluate',
      run: 'a',
      evaluation,
      state: 'running',
      priority: 0,
    })
  const begunOf = (evaluation: number, begun: number) => {
    store.evaluations.setBegun(evaluation, begun)
    const job = jobOf(evaluation)
    return job.kind === 'evaluate' ? (job.begun?.images ?? null) : undefined
  }
  const tell = (evaluation: number, first: number, temperature: number | null): void => {
    const plain = Float64Array.from({ length: 16 }, (_, at) => first + at / 3)
    const scaled = temperature === null ? null : plain
    const reach = { distance: 0.1, low: 0, high: 1 }
    store.evaluatedParts.put(evaluation, { first, n: 4, temperature, plain, scaled, reach, seconds: 1 }, 1)
  }

  // Of a workspace that kept nothing of them but rows.
  expect(begunOf(fgsm, 12)).toBeNull()
  for (const first of [0, 4, 12]) tell(fgsm, first, null)
  expect(begunOf(fgsm, 0)).toBeNull()
  // The third one is missing.
  expect(begunOf(fgsm, 12)).toBe(8)
  expect(jobOf(fgsm)).toMatchObject({
    begun: { parts: [{ first: 0, plain: Float64Array.from({ length: 16 }, (_, at) => at / 3) }, { first: 4 }] },
  })
  tell(clean, 0, null)
  expect(begunOf(clean, 4)).toBeNull()

  expect(jobOf(fgsm)).toMatchObject({ temperature: null })
  store.calibrations.put(clean, calibrationOf(20))
  expect(jobOf(fgsm)).toMatchObject({ temperature: 2 })
  // Scaled by none, and then by this one.
  expect(begunOf(fgsm, 12)).toBeNull()
  tell(fgsm, 0, 2)
  expect(begunOf(fgsm, 12)).toBe(4)
})
