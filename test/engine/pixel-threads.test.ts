import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createPixelThreads, type PixelJob } from '../../src-main/engine/pixel-threads.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const job: PixelJob = {
  ...{ id: '1', datasetFolder: '/nowhere', split: 'validation', corrupted: null, seed: 0, texturesFolder: '/nowhere' },
  condition: { id: 'fog', params: { severity: 1 } },
}
const never = new AbortController().signal

/** Threads that run what `write` puts there, and how images are asked of them. */
function threadsOf(source: string) {
  const entry = join(temporaryFolder(), 'worker.cjs')
  const write = (text: string): void =>
    writeFileSync(entry, `const { parentPort } = require('node:worker_threads')\n${text}`)
  write(source)
  const threads = createPixelThreads({ entry: () => entry })
  onTestFinished(threads.close)
  const make = (signal = never) => threads.make(job, Int32Array.of(4, 5, 6, 7), { imageSize: 1, signal })
  return { write, make }
}

const works = `parentPort.on('message', ({ number, indices, target }) => {
  target.set(indices)
  parentPort.postMessage({ number, error: null })
})`

it.each([
  ['throws at its start', "throw new Error('no memory')", 'no memory'],
  ['ends in its work', "parentPort.on('message', () => process.exit(3))", 'ended with code 3'],
])('a thread that %s is told, and the next request has new ones', async (_, source, message) => {
  const { write, make } = threadsOf(source)
  await expect(make()).rejects.toThrow(message)
  write(works)
  expect([...(await make())]).toEqual([4, 5, 6, 7])
})

it('does not wait for a thread where it is cancelled', async () => {
  const { make } = threadsOf("parentPort.on('message', () => undefined)")
  const stop = new AbortController()
  const made = make(stop.signal)
  stop.abort()
  await expect(made).rejects.toMatchObject({ code: 'cancelled' })
  await expect(make(stop.signal)).rejects.toMatchObject({ code: 'cancelled' })
})

it('names a job to each thread once', async () => {
  const { make } = threadsOf(`let told = 0
  parentPort.on('message', ({ number, job, target }) => {
    told += job === null ? 0 : 1
    target.fill(told)
    parentPort.postMessage({ number, error: null })
  })`)
  await make()
  expect([...(await make())]).toEqual([1, 1, 1, 1])
})
