import { resolveParams, type Catalog } from '../../contract/catalog.ts'
import type { Client, Evaluation, Run } from '../../contract/index.ts'
import { canonicalMethod, formatMethod, type MethodChoice } from '../../contract/method.ts'
import type { Split } from '../../contract/split.ts'
import { UsageError } from '../usage-error.ts'

interface Wanted {
  readonly condition: MethodChoice
  readonly split: Split
  /** null: the newest that was evaluated. */
  readonly checkpoint: number | null
}

/** The finished evaluation of a run under a condition. Throws a usage error where there is none. */
export async function findEvaluation(
  client: Client,
  run: Pick<Run, 'id' | 'name'>,
  { condition, split, checkpoint }: Wanted,
): Promise<Evaluation> {
  const [catalog, evaluations] = await Promise.all([
    client.system.catalog({}),
    client.evaluations.list({ runs: [run.id] }),
  ])
  const done = evaluations.filter((it) => it.state === 'done' && it.split === split)
  const found = done
    .filter((it) => checkpoint === null || it.checkpoint === checkpoint)
    .filter((it) => completed(catalog, it.condition) === completed(catalog, condition))
    .toSorted((a, b) => b.createdAt - a.createdAt)[0]
  if (found) return found
  const text = formatMethod(condition)
  throw new UsageError(`"${run.name}" has no finished evaluation of its ${split} images under "${text}".`, {
    hint: `Evaluate it: adversarium evaluate ${run.id} --condition ${text}${split === 'train' ? ' --split train' : ''}.`,
  })
}

function completed({ attacks, corruptions }: Catalog, choice: MethodChoice): string {
  const entry = [...attacks, ...corruptions].find(({ id }) => id === choice.id)
  return canonicalMethod(entry ? { id: choice.id, params: resolveParams(entry, choice.params) } : choice)
}
