/** Tells what goes on while `work` runs: on a terminal the seconds count up behind it. */
export async function step(text, work) {
  const { stderr } = process
  const startedAt = performance.now()
  const draw = () => stderr.write(`\r${text} … ${Math.round((performance.now() - startedAt) / 1000)} s`)
  if (!stderr.isTTY) {
    stderr.write(`${text} …\n`)
    return work()
  }
  draw()
  const timer = setInterval(draw, 1000)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    draw()
    stderr.write('\n')
  }
}
