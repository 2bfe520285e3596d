// The real engine, beside which this file can replay a training: a run called `replayed` is not trained, its points are
// made up and told as fast as the host takes them. Every other job is the real engine's.
//   ADVERSARIUM_REAL_ENGINE     the built engine
//   ADVERSARIUM_ENGINE_MEMORY   a file that takes what this process holds, written anew every few seconds
//   ADVERSARIUM_REPLAY          {"stepsPerSecond", "stepsPerEpoch"}; its epochs are those of the run
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { heldMemory } from './held-memory.mjs'

const memoryIntervalMs = 2000
const batchesPerSecond = 10
const {
  ADVERSARIUM_REAL_ENGINE: entry,
  ADVERSARIUM_ENGINE_MEMORY: memoryFile,
  ADVERSARIUM_REPLAY: replay,
} = process.env
const { stepsPerSecond, stepsPerEpoch } = JSON.parse(replay)

/** The real engine's listener, kept from the channel. */
let real = null
const on = process.on
process.on = function (name, listener) {
  if (name !== 'message') return on.call(process, name, listener)
  real = listener
  return process
}
createRequire(import.meta.url)(entry)
process.on = on

let replayed = null
process.on('message', (message) => {
  if (message.kind === 'start' && message.job.kind === 'train' && message.job.config.name === 'replayed')
    void tell(message.job)
  else if (message.kind === 'cancel' && message.id === replayed) replayed = null
  else real(message)
})
setInterval(() => writeFileSync(memoryFile, JSON.stringify(heldMemory())), memoryIntervalMs).unref()

async function tell(job) {
  replayed = job.id
  const { id, runFolder } = job
  const steps = job.config.epochs * stepsPerEpoch
  const send = (message) => new Promise((sent) => process.send(message, () => sent()))
  await send({ kind: 'ready', backend: 'replay', device: 'none', note: 'Points are made up.' })
  const tellEvents = (...events) => send({ kind: 'events', id, events })
  await tellEvents({ kind: 'summary', parameters: 0, stepsTotal: steps })
  const perBatch = Math.round(stepsPerSecond / batchesPerSecond)
  let step = 0
  let epoch = 0
  while (step < steps && replayed === id) {
    const startedAt = performance.now()
    const points = []
    for (const end = Math.min(steps, step + perBatch); step < end;) {
      step++
      const at = { step, epoch: step / stepsPerEpoch }
      points.push(...ofStep.map((name) => ({ name, ...at, value: lossAt(step) })))
      if (step % stepsPerEpoch === 0) {
        epoch = step / stepsPerEpoch
        points.push(...measured.map((name) => ({ name, ...at, value: lossAt(step) })))
      }
    }
    const note = `epoch ${epoch + 1}`
    const told = [{ kind: 'points', points }]
    told.push({ kind: 'progress', done: step, total: steps, epoch, rate: stepsPerSecond, note })
    if (Math.floor(step / stepsPerEpoch) > Math.floor((step - perBatch) / stepsPerEpoch)) {
      told.push({ kind: 'checkpoint', file: writeCheckpoint(join(runFolder, 'checkpoints'), step, epoch) })
    }
    await tellEvents(...told)
    await wait(Math.max(0, startedAt + 1000 / batchesPerSecond - performance.now()))
  }
  const outcome = replayed === id ? 'done' : 'cancelled'
  replayed = null
  await send({ kind: 'done', id, result: { outcome, step, epoch } })
}

/** What the real engine tells of every step, and of every epoch. */
const ofStep = ['learning-rate', 'loss', 'label-loss', 'batch-accuracy', 'gradient-norm']
const measured = ['train-accuracy', 'train-loss', 'training-loss', 'validation-accuracy', 'validation-loss']

const lossAt = (step) => 2 / Math.sqrt(step) + 0.2 * Math.abs(Math.sin(step * 12.9898))

function writeCheckpoint(folder, step, epoch) {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `last-${String(step).padStart(9, '0')}-${String(epoch).padStart(6, '0')}.safetensors`)
  const content = `replayed ${step}`
  writeFileSync(path, content)
  const sha256 = createHash('sha256').update(content).digest('hex')
  return { kind: 'last', step, epoch, path, bytes: content.length, sha256 }
}
