import type { Scenario } from '../scenario.ts'
import { newestRuns, retryEvaluations } from '../settle.ts'
import { oldVersions } from '../old-workspace.ts'
import { trainedRun } from './evaluate.ts'

/** The migrations from each older version. */
export const openScenarios: readonly Scenario[] = oldVersions.map((version) => ({
  id: `open version ${version}`,
  template: `version ${version}`,
  programs: ['host', 'cli'],
  hasEngine: false,
  aims: {
    'the copy before a migration': { path: /^store\/adversarium\.db\.before-v\d+\.tmp$/, times: 1 },
    'a migration': { path: /^store\/adversarium\.db\.before-v\d+$/, times: 1 },
  },
  async pursue(client) {
    await client.runs.list({})
  },
  words: () => ['runs'],
}))

export const forkScenario: Scenario = {
  id: 'fork',
  template: 'trained',
  programs: ['host'],
  hasEngine: true,
  aims: { 'a fork': { path: /^runs\/[^/]+\/origin\.safetensors$/, times: 1 } },
  async pursue(client) {
    const fork = (await newestRuns(client)).get('trained, fork')
    if (fork?.isResumable) await client.runs.resume({ id: fork.id })
    await retryEvaluations(client)
    if (fork) return
    const { id } = await trainedRun(client)
    const checkpoint = (await client.runs.checkpoints({ id })).find(({ kind }) => kind === 'last')
    await client.runs.fork({ id, checkpoint: checkpoint?.id ?? 0, changes: { epochs: 8 } })
  },
}

export const trashScenario: Scenario = {
  id: 'empty the trash',
  template: 'trained',
  programs: ['host'],
  hasEngine: false,
  aims: { 'the emptying of the trash': { path: /^runs\/\.deleted\/[^/]+$/, times: 1 } },
  async pursue(client) {
    const run = (await newestRuns(client)).get('trained')
    if (run) await client.runs.annotate({ ids: [run.id], isTrashed: true })
    await client.trash.empty({})
  },
}
