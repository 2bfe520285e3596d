// An engine that blocks: for as many ms as the run's name says, or, where that is no number, for ever.
process.on('disconnect', () => process.exit(0))
process.on('message', (message) => {
  if (message.kind === 'shutdown') process.exit(0)
  if (message.kind !== 'start') return
  const { id, config } = message.job
  const ms = Number(config.name)
  process.send({ kind: 'ready', backend: 'fake', device: 'none', note: null }, () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number.isNaN(ms) ? Infinity : ms)
    process.send({ kind: 'done', id, result: { outcome: 'done', step: 1, epoch: 1 } })
  })
})
