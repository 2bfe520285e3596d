import type { Catalog, Evaluation, QueuedJob } from '../../contract/index.ts'
import { formatCondition, formatName, nothing } from './format.ts'
import type { Colors } from './output.ts'
import { formatTable } from './table.ts'

interface QueueWords {
  /** Of runs, by id. */
  readonly names: ReadonlyMap<string, string>
  readonly evaluations: readonly Evaluation[]
  readonly catalog: Catalog
  readonly colors: Colors
}

export function formatQueue(jobs: readonly QueuedJob[], { names, evaluations, catalog, colors }: QueueWords): string {
  if (jobs.length === 0) return 'Nothing runs and nothing waits.'
  const conditions = new Map(evaluations.map(({ id, condition }) => [id, condition]))
  const workOf = ({ kind, evaluation }: QueuedJob): string => {
    const condition = evaluation === null ? undefined : conditions.get(evaluation)
    return kind === 'train' ? 'train' : condition ? formatCondition(condition, catalog) : 'evaluate'
  }
  return formatTable(
    [
      { heading: 'job', align: 'right' },
      { heading: 'state' },
      { heading: 'priority', align: 'right' },
      { heading: 'run' },
      { heading: 'work' },
    ],
    jobs.map((job) => [
      String(job.id),
      job.state,
      job.priority === 0 ? nothing : String(job.priority),
      formatName(names.get(job.run) ?? job.run),
      workOf(job),
    ]),
    colors,
  )
}
