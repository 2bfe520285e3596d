// An engine that computes nothing: it speaks the protocol of src-main/engine/protocol.ts, and the run's name says what
// happens to it. Used where the host is tested, not the science.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const stepsTotal = 4
let running = null

const send = (message) => process.send(message)
const tell = (job, ...events) => send({ kind: 'events', id: job.id, events })

process.on('disconnect', () => process.exit(0))
process.on('message', (message) => {
  if (message.kind === 'shutdown') process.exit(0)
  else if (message.kind === 'start') start(message.job)
  else if (message.kind === 'cancel' && running?.id === message.id && !isDeaf(running)) cancel(running)
})

const isDeaf = ({ kind, config: { name } }) =>
  name === 'stuck' || (kind === 'evaluate' && name === 'deaf in an evaluation')

function cancel(job) {
  if (job.config.name.startsWith('halt')) end(job, 1, 'cancelled')
  else if (job.kind === 'train') finishTraining(job, 2, 'cancelled')
  else send({ kind: 'done', id: job.id, result: { outcome: 'cancelled', step: 0, epoch: 0 } })
}

function start(job) {
  running = job
  console.log(`job ${job.kind} of ${job.config.name}`)
  send({ kind: 'ready', backend: 'fake', device: 'none', note: null })
  if (job.kind === 'train') train(job)
  else evaluate(job)
}

function train(job) {
  const isResumed = job.resumeFrom !== null
  const first = isResumed ? 3 : 1
  if (job.config.name === 'crash at once') die()
  tell(job, { kind: 'summary', parameters: 10, stepsTotal })
  if (isResumed) tell(job, { kind: 'happened', what: 'resume', step: first, message: `From ${job.resumeFrom}.` })
  if (!/^(curve|halt)/.test(job.config.name)) tell(job, points(first), progress(first))
  if (isResumed) return finishTraining(job, stepsTotal, 'done')
  // "curve 0.4 0.6" tells these accuracies and is done; "halt 0.4" tells them and waits for its end.
  const [how, ...values] = job.config.name.split(' ')
  if (how === 'curve' || how === 'halt') {
    values.forEach((value, index) => tell(job, accuracy(index + 1, Number(value))))
    return how === 'curve' ? end(job, values.length, 'done') : undefined
  }
  switch (job.config.name) {
    case 'crash':
      checkpoint(job, 2)
      return setTimeout(die, 50)
    case 'wait':
      return
    case 'stuck':
      return checkpoint(job, 2)
    case 'not a number':
      checkpoint(job, 2)
      return fail(job, 'not-a-number', 'The loss became NaN at step 3.')
    case 'stop early':
      return finishTraining(job, stepsTotal, 'early-stop')
    default:
      return finishTraining(job, stepsTotal, 'done')
  }
}

function evaluate(job) {
  if (['wait for evaluation', 'deaf in an evaluation'].includes(job.config.name)) return
  // Where its evaluation under fog was begun before, the rest; else the first four, and then nothing, or its end.
  const isPart = job.condition.id === 'fog' && job.begun === null
  const isHalf = isPart && ['half of an evaluation', 'crash in an evaluation'].includes(job.config.name)
  const from = job.begun?.images ?? 0
  const rows = Array.from({ length: isHalf ? 4 : Math.min(10, job.images) - from }, (_, at) => {
    const image = from + at
    const truth = image % 2
    const isRight = job.condition.id === 'clean' || image > 6
    const predicted = isRight ? truth : 1 - truth
    const top5 = [predicted, 2, 3, 4, 5].map((entry) => ({ class: entry, probability: 0.2 }))
    return { image, truth, predicted, confidence: 0.2, margin: isRight ? 1 : -1, loss: 0.5, top5 }
  })
  const plain = new Float64Array(rows.flatMap(({ truth, predicted }) => [0.2, Number(truth === predicted), 0.8, 0.5]))
  const scaled = job.temperature === null ? null : plain
  const part = { first: from, n: rows.length, temperature: job.temperature, plain, scaled, reach: null, seconds: 1 }
  tell(job, { kind: 'predictions', rows, part })
  if (isHalf) return job.config.name.startsWith('crash') ? setTimeout(die, 50) : undefined
  if (job.condition.id === 'fgsm') {
    const reason = job.surrogate === null ? 'There is no other run.' : `Tried from ${job.surrogate.name}.`
    const verdict = job.surrogate === null ? 'not-run' : 'suspicious'
    tell(job, {
      kind: 'checks',
      checks: [
        { id: 'transfer', verdict, reason },
        { id: 'in-the-ball', verdict: 'passed', reason: 'All of them.' },
      ],
    })
  }
  send({ kind: 'done', id: job.id, result: { outcome: 'done', step: rows.length, epoch: 0 } })
}

const accuracy = (epoch, value) => ({
  kind: 'points',
  points: [{ name: 'validation-accuracy', step: epoch, epoch, value }],
})

function finishTraining(job, step, outcome) {
  tell(job, points(step), progress(step))
  end(job, step, outcome)
}

function end(job, step, outcome) {
  checkpoint(job, step)
  send({ kind: 'done', id: job.id, result: { outcome, step, epoch: step } })
}

const points = (step) => ({
  kind: 'points',
  points: ['loss', 'validation-accuracy'].map((name) => ({ name, step, epoch: step, value: 1 / step })),
})
const progress = (done) => ({ kind: 'progress', done, total: stepsTotal, epoch: done, rate: 100, note: 'training' })

function checkpoint(job, step) {
  const folder = join(job.runFolder, 'checkpoints')
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `last-${step}.safetensors`)
  writeFileSync(path, 'fake')
  tell(job, { kind: 'checkpoint', file: { kind: 'last', step, epoch: step, path, bytes: 4, sha256: 'f'.repeat(64) } })
}

function fail(job, code, message) {
  send({ kind: 'failed', id: job.id, error: { code, message } })
}

function die() {
  console.error('about to die')
  process.kill(process.pid, 'SIGKILL')
}
