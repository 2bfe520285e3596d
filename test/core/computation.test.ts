import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { call, given, runLater, runNow, type Computation } from '../../src-main/core/computation.ts'
import { plainRuntime } from '../../src-main/core/training/runtime.ts'
import { useJavaScript } from '../support/javascript-backend.ts'

const runtime = plainRuntime(() => 0)
const double = runtime.compile(({ x }: { x: tf.Tensor1D }) => ({ y: tf.mul<tf.Tensor1D>(x, 2) }))

/** Doubles `times` times; leaves one tensor behind in every round. */
function* doubled(x: tf.Tensor1D, times: number): Computation<tf.Tensor1D> {
  let value = tf.clone(x)
  for (let i = 0; i < times; i++) value = (yield* call(double, { x: value })).y
  return value
}

describe('a computation', () => {
  beforeAll(useJavaScript)

  it('gives the same at once and step by step, and leaves its result alone', async () => {
    const x = tf.tensor1d([1, 3])
    const before = tf.memory().numTensors
    const now = tf.tidy(() => runNow(doubled(x, 5)))
    const later = await runLater(doubled(x, 5))
    expect(tf.memory().numTensors).toBe(before + 2)
    expect([...now.dataSync()]).toEqual([32, 96])
    expect([...later.dataSync()]).toEqual([32, 96])
    expect(await runLater(given(x))).toBe(x)
  })

  it('waits at its gate, and runs a step again that made way', async () => {
    const x = tf.tensor1d([1, 3])
    const before = tf.memory().numTensors
    let toMakeWay = new AbortController()
    const opened = Promise.withResolvers<void>()
    let steps = 0
    let isParked = false
    const gate = {
      get signal() {
        return toMakeWay.signal
      },
      joined: (other: AbortSignal) => AbortSignal.any([toMakeWay.signal, other]),
      async passed() {
        // Closed between the look at the gate and the second step.
        if (steps === 1 && !isParked) void Promise.resolve().then(() => toMakeWay.abort())
        if (!toMakeWay.signal.aborted) return
        isParked = true
        await opened.promise
        toMakeWay = new AbortController()
      },
    }
    const found = runLater(doubled(x, 3), { gate, onStep: (done) => (steps = done) })
    await expect.poll(() => isParked).toBe(true)
    expect(steps).toBe(1)
    opened.resolve()
    expect([...(await found).dataSync()]).toEqual([8, 24])
    expect(tf.memory().numTensors).toBe(before + 1)
  })

  it('keeps the tensors of a result that holds other values too, and no others', async () => {
    const x = tf.tensor1d([1, 3])
    const before = tf.memory().numTensors
    const computation = function* (): Computation<{ found: tf.Tensor[]; times: number; isDone: boolean }> {
      const value = yield* doubled(x, 2)
      return { found: [tf.neg(value)], times: 2, isDone: true }
    }
    const { found, ...others } = await runLater(computation())
    expect(tf.memory().numTensors).toBe(before + 1)
    expect([...(found[0] as tf.Tensor).dataSync()]).toEqual([-4, -12])
    expect(others).toEqual({ times: 2, isDone: true })
    expect(await runLater(given(null))).toBeNull()
  })

  it('rejects as cancelled between two steps, and leaves nothing', async () => {
    const stop = new AbortController()
    const x = tf.tensor1d([1])
    const before = tf.memory().numTensors
    let rounds = 0
    const endless = function* (): Computation<tf.Tensor1D> {
      let value = x
      for (;;) {
        value = (yield* call(double, { x: value })).y
        if (++rounds === 3) stop.abort()
      }
    }
    await expect(runLater(endless(), { signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' })
    expect(rounds).toBe(3)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('passes a failure on, and leaves nothing', async () => {
    const broken = runtime.compile(({ x }: { x: tf.Tensor }): tf.Tensor => {
      throw new Error(`Nothing can be done with [${x.shape}].`)
    })
    const x = tf.tensor1d([1])
    const before = tf.memory().numTensors
    const computation = function* (): Computation<tf.Tensor> {
      const moved = tf.add(x, 1)
      return yield* call(broken, { x: moved })
    }
    await expect(runLater(computation())).rejects.toThrow('Nothing can be done with [1].')
    expect(tf.memory().numTensors).toBe(before)
  })
})
