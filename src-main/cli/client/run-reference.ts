import { closest, distance } from 'fastest-levenshtein'
import type { Client, Run } from '../../contract/index.ts'
import { UsageError } from '../usage-error.ts'

/** Finds the run that a person means by its id, a unique beginning of it, its name, or `latest`. */
export function findRun<R extends Pick<Run, 'id' | 'name' | 'createdAt'>>(runs: readonly R[], reference: string): R {
  if (runs.length === 0) {
    throw new UsageError(`There is no run "${reference}": the workspace has no run yet.`, {
      hint: 'Start the sample: adversarium run sample.',
    })
  }
  if (reference === 'latest') return runs.reduce((newest, run) => (run.createdAt > newest.createdAt ? run : newest))
  const found =
    runs.find(({ id }) => id === reference) ??
    unique(runs, reference, 'runs are called', ({ name }) => name === reference) ??
    unique(runs, reference, 'runs have an id that begins with', ({ id }) => id.startsWith(reference.toLowerCase()))
  if (found) return found
  const nearest = closest(
    reference,
    runs.flatMap(({ id, name }) => [id, name]),
  )
  // What has hardly a letter in common is no mistyped name.
  const isAlike = distance(reference, nearest) * 2 <= Math.max(reference.length, nearest.length)
  throw new UsageError(`There is no run "${reference}".`, {
    hint: `${isAlike ? `Did you mean "${nearest}"? ` : ''}"adversarium runs" lists all runs; "latest" is the newest.`,
  })
}

/** Runs that words mean, each once: as of {@link findRun}, or all those of an experiment by its id or name. */
export async function findRuns(
  client: Pick<Client, 'runs' | 'experiments'>,
  references: readonly string[],
): Promise<Run[]> {
  const [runs, experiments] = await Promise.all([client.runs.list({}), client.experiments.list({})])
  const found = references.flatMap((word) => {
    const isMeant = ({ id, name }: { readonly id: string; readonly name: string }): boolean =>
      id === word || name === word
    const experiment = runs.some(isMeant) ? undefined : unique(experiments, word, 'experiments are called', isMeant)
    const its = experiment?.runs.flatMap((id) => runs.find((run) => run.id === id) ?? []) ?? []
    return its.length > 0 ? its : [findRun(runs, word)]
  })
  return [...new Set(found)]
}

function unique<R extends Pick<Run, 'id' | 'name'>>(
  runs: readonly R[],
  reference: string,
  what: string,
  matches: (run: R) => boolean,
): R | undefined {
  const [first, ...others] = runs.filter(matches)
  if (others.length === 0) return first
  const listed = [first as R, ...others].slice(0, 8).map(({ id, name }) => `${id} (${name})`)
  throw new UsageError(`${others.length + 1} ${what} "${reference}".`, {
    hint: `Name one by its id: ${listed.join(', ')}${others.length > 7 ? ', …' : ''}.`,
  })
}
