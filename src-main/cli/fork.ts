import type { Client, Run } from '../contract/index.ts'
import { checkpointHelp, findCheckpoint } from './client/checkpoint-reference.ts'
import { followRuns } from './client/follow-runs.ts'
import { findRun } from './client/run-reference.ts'
import { showComparison } from './client/show-comparison.ts'
import { withClient } from './client/with-client.ts'
import { collect, type Register } from './command.ts'
import { nameImports } from './config/imported-dataset.ts'
import { applySettings } from './config/load-config.ts'
import { UsageError } from './usage-error.ts'

interface Options {
  readonly checkpoint: string
  readonly set: readonly string[]
}

export const fork: Register = (program, act) => {
  program
    .command('fork <run>')
    .description('begin a new run of the same experiment from a kept checkpoint of this one')
    .option('--checkpoint <which>', checkpointHelp, 'last')
    .option(
      '--set <path=value>',
      'change a setting, e.g. epochs=30, which counts the epochs done before; may be repeated',
      collect,
      [],
    )
    .action(
      act(async (context, reference: string, { checkpoint: which, set }: Options) =>
        withClient(context, { startsQueue: true }, async (connection) => {
          const { client } = connection
          const origin = findRun(await client.runs.list({}), reference)
          const checkpoint = findCheckpoint(origin, await client.runs.checkpoints({ id: origin.id }), which)
          const changes = await changesOf(client, origin, set)
          const { runs, code } = await followRuns(connection, context, async () => {
            const { id } = await client.runs.fork({ id: origin.id, checkpoint: checkpoint.id, changes })
            return { runs: [id], evaluations: null }
          })
          await showComparison(client, context.output, { runs: [origin.id, ...runs.map(({ id }) => id)] })
          return code
        }),
      ),
    )
}

/** The fields of the run's configuration that the settings change, whole. */
async function changesOf(
  client: Client,
  { config }: Run,
  settings: readonly string[],
): Promise<Record<string, unknown>> {
  const named = await nameImports(client, settings)
  const { conditions, runs } = applySettings({ runs: [config] }, named, await client.system.catalog({}))
  if (conditions !== undefined) {
    throw new UsageError('A fork is evaluated under the conditions of its experiment: "conditions" cannot be set.', {
      hint: 'Evaluate it under others when it has ended: adversarium evaluate <run> --condition <text>.',
    })
  }
  const before = new Map<string, unknown>(Object.entries(config))
  const changed = Object.entries(runs[0] ?? {}).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before.get(name)),
  )
  return Object.fromEntries(changed)
}
