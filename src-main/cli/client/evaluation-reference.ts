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
  const asked = completed(catalog, condition)
  const found = newestDone(
    evaluations.filter((it) => it.split === split && completed(catalog, it.condition) === asked),
    checkpoint,
  )
  if (found) return found
  const text = formatMethod(condition)
  throw new UsageError(`"${run.name}" has no finished evaluation of its ${split} images under "${text}".`, {
    hint: `Evaluate it: adversarium evaluate ${run.id} --condition ${text}${split === 'train' ? ' --split train' : ''}.`,
  })
}

/** The newest finished one, of this checkpoint where one is named. */
export const newestDone = (evaluations: readonly Evaluation[], checkpoint: number | null): Evaluation | undefined =>
  evaluations
    .filter((it) => it.state === 'done' && (checkpoint === null || it.checkpoint === checkpoint))
    .toSorted((a, b) => b.createdAt - a.createdAt)[0]

function completed({ attacks, corruptions }: Catalog, choice: MethodChoice): string {
  const entry = [...attacks, ...corruptions].find(({ id }) => id === choice.id)
  return canonicalMethod(entry ? { id: choice.id, params: resolveParams(entry, choice.params) } : choice)
}
