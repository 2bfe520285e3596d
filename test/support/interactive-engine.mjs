// An interactive engine that computes nothing: it speaks the protocol of src-main/engine/protocol.ts, and the name of
// the question's configuration says what happens to it. Used where the lane is tested, not the science.
let asked = null
let isFirst = true
const waiting = new Map()

const send = (message) => process.send(message)
process.on('disconnect', () => process.exit(0))
process.on('message', (message) => {
  if (message.kind === 'shutdown') process.exit(0)
  if (message.kind === 'ask') answer(message.question)
  if (message.kind === 'pause' && asked?.config.name.startsWith('makes way') && asked.id === message.id) {
    waiting.set(asked.id, asked)
    asked = null
    send({ kind: 'paused', id: message.id })
  }
  if (message.kind === 'resume') {
    asked = waiting.get(message.id)
    waiting.delete(message.id)
    answered(asked)
  }
  if (message.kind === 'cancel' && waiting.delete(message.id)) {
    send({ kind: 'failed', id: message.id, error: { code: 'cancelled', message: 'Cancelled before it was done.' } })
  }
  if (message.kind === 'cancel' && asked?.config.name === 'long' && asked.id === message.id) {
    send({ kind: 'failed', id: asked.id, error: { code: 'cancelled', message: 'Cancelled before it was done.' } })
  }
})

function answer(question) {
  asked = question
  const { id, config } = question
  const isAfterAnother = !isFirst
  isFirst = false
  send({ kind: 'ready', backend: 'fake', device: process.env.FAKE_DEVICE ?? 'none', note: null })
  const progress = { kind: 'progress', done: 1, total: 2, epoch: 0, rate: null, note: config.name }
  send({ kind: 'events', id, events: [progress] })
  switch (config.name) {
    case 'long':
    case 'stuck':
    case 'makes way':
    case 'makes way too':
      return
    case 'crash':
      console.error('about to die')
      return process.kill(process.pid, 'SIGKILL')
    case 'gives way':
      // Only an engine with few threads ends it.
      if (process.env.TF_NUM_INTRAOP_THREADS === undefined) return
      break
    case 'card is full':
      if (process.env.CUDA_VISIBLE_DEVICES !== '-1') {
        return send({ kind: 'failed', id, error: { code: 'out-of-memory', message: 'The device ran out of memory.' } })
      }
      break
    case 'other numerics':
      if (isAfterAnother) return send({ kind: 'exchange', id, cardRefusal: null })
      break
    case 'wrong':
      return send({ kind: 'failed', id, error: { code: 'invalid-input', message: 'No such thing.' } })
  }
  answered(question)
}

function answered(question) {
  const { id, from, to } = question
  const threads = Number(process.env.TF_NUM_INTRAOP_THREADS ?? 0)
  // The answer tells the process and its threads.
  const points = [{ rate: process.pid, loss: threads }]
  if (question.kind === 'rate-range') {
    return send({ kind: 'answered', id, answer: { kind: 'rate-range', value: { points, suggestion: from + to } } })
  }
  if (question.kind === 'estimate') {
    const numbers = { parameters: 1, imagesPerSecond: 1, epochSeconds: 1, monitorSeconds: 1, runSeconds: 1 }
    const monitor = { trainImages: 1, validationImages: 1, gradients: 0, forwards: 0 }
    const value = {
      ...numbers,
      monitor,
      stepsPerEpoch: threads,
      peakBytes: 1,
      freeBytes: 1,
      diskBytes: 1,
      device: 'none',
    }
    return send({ kind: 'answered', id, answer: { kind: 'estimate', value } })
  }
  const plain = Uint8Array.of(1, 2, 3)
  const value = { shape: [1, 1, 3], images: [question.count], labels: [0], plain, augmented: plain, attacked: null }
  send({ kind: 'answered', id, answer: { kind: 'preview', value } })
}
