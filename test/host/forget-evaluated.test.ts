import { expect, it } from 'vitest'
import { calibrate } from '../../src-main/core/evaluation/calibrate.ts'
import { workspaceAt } from '../../src-main/host/workspace.ts'
import { openStore } from '../../src-main/store/store.ts'
import { launch, startHost, until, untilEvaluated, workspaceWithDataset } from '../support/test-host.ts'

it('forgets the calibration of an evaluation that begins anew, and what only another attempt needs', async () => {
  const workspace = workspaceWithDataset()
  const first = await startHost(workspace)
  const { runs } = await launch(first, ['base'])
  const [run = ''] = runs
  await untilEvaluated(first, run)
  await first.close()
  const calibration = calibrate({ logits: new Float32Array(4), labels: [0, 1], classes: 2, images: [0, 1] }, null)
  if (!calibration) throw new Error('There are images.')
  const store = openStore(workspaceAt(workspace).database)
  store.calibrations.put(1, calibration)
  store.close()

  // This engine tells of none.
  const second = await startHost(workspace)
  await second.client.evaluations.launch({ run, conditions: [{ id: 'clean', params: {} }], again: true })
  await until(
    second,
    'evaluations.changed',
    () => second.client.evaluations.list({}),
    ([clean]) => clean?.state === 'done',
  )
  await second.close()
  const after = openStore(workspaceAt(workspace).database)
  expect(after.calibrations.get(1)).toBeNull()
  expect(after.evaluatedParts.list(1)).toEqual([])
  after.close()
})
