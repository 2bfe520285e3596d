import type { Subject } from '../../charts/gap-by-epoch.ts'
import type { SeedGroup } from '../../charts/seed-groups.ts'

export const arrangements = [
  { id: 'run', title: 'one per run' },
  { id: 'architecture', title: 'one per architecture' },
  { id: 'overlaid', title: 'overlaid' },
] as const
export type Arrangement = (typeof arrangements)[number]['id']

export interface Panel {
  readonly title: string
  readonly members: readonly Subject[]
}

/** The charts that are drawn and who is in each of them, in the order of the runs. */
export function panels(
  subjects: readonly Subject[],
  groups: readonly SeedGroup[] | null,
  arrangement: Arrangement,
  architectureOf: (subject: Subject) => string,
): Panel[] {
  if (arrangement === 'overlaid') return subjects.length === 0 ? [] : [{ title: '', members: subjects }]
  if (arrangement === 'architecture') {
    return [...Map.groupBy(subjects, architectureOf)].map(([title, members]) => ({ title, members }))
  }
  if (!groups) return uniquelyNamed(subjects.map((subject) => ({ title: subject.run.name, members: [subject] })))
  return uniquelyNamed(
    groups.flatMap(({ name, runs }) => {
      const members = subjects.filter(({ run }) => runs.some(({ id }) => id === run.id))
      return members.length === 0
        ? []
        : [{ title: members.length === 1 ? name : `${name}, n = ${members.length}`, members }]
    }),
  )
}

/** Two runs of one name are told apart by their number. */
function uniquelyNamed(all: readonly Panel[]): Panel[] {
  const seen = new Map<string, number>()
  return all.map((panel) => {
    const times = (seen.get(panel.title) ?? 0) + 1
    seen.set(panel.title, times)
    return times === 1 ? panel : { ...panel, title: `${panel.title} (${times})` }
  })
}
