// An engine whose card fails: it asks for another process in its place, and says in its result where it computed. Or
// one that the system ends.
let failNow = () => undefined
process.on('disconnect', () => process.exit(0))
process.on('message', (message) => {
  if (message.kind === 'shutdown') process.exit(0)
  if (message.kind === 'cancel') failNow()
  if (message.kind !== 'start') return
  const { id, config } = message.job
  if (config.name === 'out of memory') process.kill(process.pid, 'SIGKILL')
  const refusal = process.env['ADVERSARIUM_CARD_REFUSAL']
  const device = process.env['CUDA_VISIBLE_DEVICES'] === '-1' ? 'CPU' : 'GPU'
  process.send({ kind: 'ready', backend: 'tensorflow', device, note: refusal ?? null })
  const fail = () => process.send({ kind: 'exchange', id, cardRefusal: 'The device ran out of memory.' })
  if (device === 'GPU' && config.name === 'too large') fail()
  else if (device === 'GPU' && config.name === 'fails when cancelled') failNow = fail
  else process.send({ kind: 'done', id, result: { outcome: 'done', step: process.pid, epoch: 0 } })
})
