import { AppError, type Dataset, type Run } from '../../../src-main/contract/index.ts'
import { count } from '../../lib/format.ts'

const mostNamed = 3

/** Why it stays; null where no run needs it. */
export function whyInUse({ title }: Dataset, runs: readonly Run[]): AppError | null {
  if (runs.length === 0) return null
  const names = runs.slice(0, mostNamed).map(({ name }) => `"${name}"`)
  const more = runs.length > names.length ? ` and ${count(runs.length - names.length)} more` : ''
  const who = runs.length === 1 ? `the run ${names[0]}` : `the runs ${names.join(', ')}${more}`
  const hint = 'Delete these runs for good first; without its images they can be neither resumed nor evaluated.'
  return new AppError('conflict', `"${title}" is used by ${who}.`, { hint })
}
