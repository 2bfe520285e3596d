import { suggest } from '../contract/catalog.ts'
import type { Client } from '../contract/index.ts'
import { findRun } from './client/run-reference.ts'
import { withClient } from './client/with-client.ts'
import type { Register } from './command.ts'
import { formatEffects } from './terminal/effects-table.ts'
import type { Output } from './terminal/output.ts'
import { UsageError } from './usage-error.ts'

export const effects: Register = (program, act) => {
  program
    .command('effects [what...]')
    .description(
      'what each setting of a sweep does to a measure; of an experiment or of runs, by default the newest experiment',
    )
    .option('--by <measure>', 'e.g. "best:validation-accuracy" or "evaluated:pgd:epsilon=4/255"; --json lists them')
    .action(
      act(async (context, what: string[], { by }: { by?: string }) =>
        withClient(context, { startsQueue: false }, async ({ client }) =>
          showEffects(client, context.output, await runsOf(client, what), by),
        ),
      ),
    )
}

/** Of runs, by their ids. */
export async function showEffects(client: Client, output: Output, runs: readonly string[], by?: string): Promise<void> {
  const found = await client.measures.effects({ runs: [...runs], measure: by ?? null })
  const ids = found.measures.map(({ id }) => id)
  if (by !== undefined && found.measure !== by) {
    throw new UsageError(`None of these runs has the measure "${by}".`, { hint: suggest(by, ids) })
  }
  const names = new Map((await client.runs.list({})).map(({ id, name }) => [id, name]))
  output.document(found)
  output.print(formatEffects(found, names, output.colors))
}

async function runsOf(client: Client, what: readonly string[]): Promise<string[]> {
  const experiments = await client.experiments.list({})
  const [newest] = experiments
  if (what.length === 0 && newest) return newest.runs
  const runs = await client.runs.list({})
  const found = what.flatMap(
    (word) => experiments.find(({ id, name }) => id === word || name === word)?.runs ?? [findRun(runs, word).id],
  )
  if (found.length > 0) return found
  throw new UsageError('There is no experiment yet.', { hint: 'adversarium sweep sample --set epochs=1,2 starts one.' })
}
