import { setTimeout as wait } from 'node:timers/promises'
import type { Client } from '../../../src-main/contract/index.ts'
import type { Finding } from '../finding.ts'

const looks = 10

/** Whether what runs by the rows does run, as far as the host says, and what ended early says why. */
export async function checkStates(client: Client): Promise<Finding[]> {
  let findings: Finding[] = []
  // Two answers of a host that goes on may not fit each other.
  for (let look = 0; look < looks; look++) {
    findings = await lookAtStates(client)
    if (findings.length === 0) return []
    await wait(100)
  }
  return findings
}

async function lookAtStates(client: Client): Promise<Finding[]> {
  const [runs, queue, info] = await Promise.all([client.runs.list({}), client.system.queue({}), client.system.info({})])
  const engine = info.engines.find(({ lane }) => lane === 'training')?.state
  const working = new Set(queue.filter(({ state }) => state === 'running').map(({ run }) => run))
  const say = (message: string): Finding => ({ fault: 'unexplained', message })
  return [
    ...runs
      .filter(({ state, id }) => (state === 'running' || state === 'preparing') && !working.has(id))
      .map(({ name, state }) => say(`the run ${name} is ${state}, and no job works for it`)),
    ...runs
      .filter(({ state, reason }) => !['queued', 'preparing', 'running', 'done'].includes(state) && !reason)
      .map(({ name, state }) => say(`the run ${name} is ${state} and does not say why`)),
    ...(working.size > 0 && engine === 'stopped' ? [say('a job is running, and no engine')] : []),
  ]
}

/** Whether the trainings that waited before still wait in their order, as far as they wait. */
export async function checkOrder(client: Client, before: readonly number[]): Promise<Finding[]> {
  const queue = await client.system.queue({})
  const now = queue.filter(({ kind, state }) => kind === 'train' && state === 'queued').map(({ id }) => id)
  const expected = before.filter((id) => now.includes(id))
  const kept = now.filter((id) => before.includes(id))
  if (kept.join() === expected.join()) return []
  return [{ fault: 'unexplained', message: `the queue was ${expected.join()} and is ${kept.join()}` }]
}
