import type { Client } from '../../contract/index.ts'
import type { Checkpoint, Run } from '../../contract/runs.ts'
import { UsageError } from '../usage-error.ts'

/** How a person names a kept checkpoint, in the help of an option. */
export const checkpointHelp = 'its kind or its number, as "show" lists them'

/** The newest of this kind, or the one with this number. */
export function findCheckpoint({ name }: Pick<Run, 'name'>, kept: readonly Checkpoint[], which: string): Checkpoint {
  const newestFirst = kept.toSorted((a, b) => b.step - a.step)
  const found = newestFirst.find(({ kind, id }) => kind === which || String(id) === which)
  if (found) return found
  if (kept.length === 0) throw new UsageError(`"${name}" keeps no checkpoint.`)
  const listed = newestFirst.map(({ id, kind, epoch }) => `${id} (${kind}, epoch ${epoch})`)
  throw new UsageError(`"${name}" keeps no checkpoint "${which}".`, { hint: `There are: ${listed.join(', ')}.` })
}

/** The number of the checkpoint that a person names; null where none is named. */
export async function checkpointIdOf(
  client: Client,
  run: Pick<Run, 'id' | 'name'>,
  which: string | undefined,
): Promise<number | null> {
  if (which === undefined) return null
  return findCheckpoint(run, await client.runs.checkpoints({ id: run.id }), which).id
}
