import type { Client, ModelChoice } from '../../contract/index.ts'
import { checkpointIdOf } from './checkpoint-reference.ts'
import { findRun } from './run-reference.ts'

/** The checkpoints of runs that a person names; `which`: of each run, its last where none is named. */
export async function findModels(
  client: Client,
  references: readonly string[],
  which: string | undefined,
): Promise<ModelChoice[]> {
  const all = await client.runs.list({})
  const runs = references.map((reference) => findRun(all, reference))
  return Promise.all(runs.map(async (run) => ({ run: run.id, checkpoint: await checkpointIdOf(client, run, which) })))
}
