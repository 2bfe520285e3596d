import type { Experiment } from '../../../src-main/contract/index.ts'
import { clock, date } from '../format.ts'
import type { RunRow } from './run-rows.ts'

export const groupings = ['experiment', 'architecture', 'objective', 'dataset', 'state', 'tag', 'none'] as const
export type Grouping = (typeof groupings)[number]

export interface RunGroup {
  readonly id: string
  readonly name: string
  readonly detail: string
  readonly rows: readonly RunRow[]
}

/**
 * Groups in the order of their first row. A run with several tags stands under each of them. Without a chosen order the
 * rows of an experiment stand in the order in which they were launched.
 */
export function groupRows(
  rows: readonly RunRow[],
  grouping: Grouping,
  experiments: ReadonlyMap<string, Experiment>,
  isSorted: boolean,
): RunGroup[] {
  if (grouping === 'none') return [{ id: 'all', name: '', detail: '', rows }]
  const groups = new Map<string, RunRow[]>()
  for (const row of rows) {
    for (const id of groupsOf(row, grouping)) {
      const members = groups.get(id)
      if (members) members.push(row)
      else groups.set(id, [row])
    }
  }
  return [...groups].map(([id, members]) => ({
    id,
    name: grouping === 'experiment' ? (members[0]?.experiment ?? id) : id,
    detail: detail(members, grouping === 'experiment' ? experiments.get(id) : undefined),
    rows: grouping === 'experiment' && !isSorted ? members.toSorted(byLaunch) : members,
  }))
}

function groupsOf({ run, ...row }: RunRow, grouping: Exclude<Grouping, 'none'>): readonly string[] {
  switch (grouping) {
    case 'experiment':
      return [run.experimentId]
    case 'state':
      return [run.state]
    case 'tag':
      return run.tags.length === 0 ? ['no tag'] : run.tags
    default:
      return [row[grouping]]
  }
}

const byLaunch = (a: RunRow, b: RunRow): number => a.run.createdAt - b.run.createdAt || a.run.color - b.run.color

function detail(rows: readonly RunRow[], experiment: Experiment | undefined): string {
  const runs = `${rows.length} run${rows.length === 1 ? '' : 's'}`
  return experiment ? `${runs} · ${date(experiment.createdAt)}, ${clock(experiment.createdAt)}` : runs
}
