import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Backend } from '../../../src-main/engine/backends/start-backend.ts'
import type { NodeBackend, RecordingBinding } from '../../../src-main/engine/backends/tensorflow/binding.ts'
import { keepModel } from '../../../src-main/engine/jobs/kept-models.ts'
import { smallConfig, smallDataset } from '../../support/probe-context.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../../support/tensorflow-backend.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { eager as unfreezing, optionsOf, stochastic } from '../../support/tiny-blocks.ts'
import { collect } from '../../support/tiny-training.ts'

tellSkipped('registered functions')
describe.skipIf(!hasTensorflow)('registered functions', () => {
  let backend: Backend
  let countNow: () => number
  beforeAll(async () => {
    backend = await useTensorflow()
    const binding = (tf.backend() as unknown as NodeBackend).binding as RecordingBinding
    const [added, removed] = [vi.spyOn(binding, 'functionAdd'), vi.spyOn(binding, 'functionRemove')]
    countNow = () => added.mock.calls.length - removed.mock.calls.length
  })

  it('go with the step that they are of, one for every shape', () => {
    const before = countNow()
    const double = backend.step.compile((x: tf.Tensor1D) => tf.add(x, x))
    tf.tidy(() => {
      for (const size of [1, 2, 3]) double(tf.ones([size]))
      expect(countNow()).toBe(before + 3)
      double.dispose()
      expect(countNow()).toBe(before)
      expect([...double(tf.tensor1d([1, 2])).dataSync()]).toEqual([2, 4])
    })
    double.dispose()
    expect(countNow()).toBe(before)
  })

  it('stay for a call that is under way', async () => {
    const before = countNow()
    const double = backend.step.compile((x: tf.Tensor1D) => tf.add(x, x))
    const x = tf.tensor1d([1, 2])
    const later = double.later(x)
    double.dispose()
    expect(countNow()).toBe(before + 1)
    const y = await later
    expect([...y.dataSync()]).toEqual([2, 4])
    expect(countNow()).toBe(before)
    tf.dispose([x, y])
  })

  it('of a run go as it unfreezes, and at its end', async () => {
    const before = countNow()
    const config = { ...stochastic, freezing: unfreezing, epochs: 4 }
    const steps: number[] = []
    const events = await collect(optionsOf(config, { runtime: backend.step }), ({ kind }) => {
      if (kind === 'progress') steps.push(countNow() - before)
    })
    expect(events.filter((event) => event.kind === 'happened' && event.what === 'unfreezing').length).toBeGreaterThan(1)
    // The step that trains now, and what the monitor's panels need.
    expect(steps[0]).toBe(1)
    expect(steps.at(-1)).toBe(steps[4])
    expect(countNow()).toBe(before)
  })

  it('of models that are kept go with the model', async () => {
    const before = countNow()
    const datasetFolder = await smallDataset(temporaryFolder())
    for (let seed = 0; seed < 6; seed++) {
      keepModel({ config: smallConfig({ seed }), datasetFolder, checkpoint: null }, backend)
    }
    expect(countNow()).toBe(before + 3)
  })
})
