// The engine of the host under test: it computes nothing, trains at once and answers no question.
import '../../support/fake-engine.mjs'

process.on('message', (message) => {
  if (message.kind !== 'ask') return
  const error = { code: 'no-backend', message: 'This engine answers no question.' }
  process.send({ kind: 'failed', id: message.question.id, error })
})
