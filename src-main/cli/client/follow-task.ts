import type { Client } from '../../contract/index.ts'
import type { Output } from '../terminal/output.ts'
import { createProgressDisplay } from '../terminal/progress-display.ts'

/** Shows how far a task is while it is worked on. `work` is given the name of the task. */
export async function followTask<T>(
  client: Client,
  output: Output,
  kind: string,
  work: (task: string) => Promise<T>,
): Promise<T> {
  const task = `${kind}-${process.pid}-${Date.now()}`
  const display = createProgressDisplay(output)
  const stop = client.system.on('progress', (progress) => {
    if (progress.subject === task) display.update(progress)
  })
  try {
    return await work(task)
  } finally {
    stop()
    display.stop()
  }
}
