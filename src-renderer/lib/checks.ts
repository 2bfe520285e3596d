import {
  checksInWords,
  verdictOfChecks,
  type CheckVerdict,
  type RobustnessCheck,
} from '../../src-main/contract/index.ts'
import type { IconName } from '../components/icons.ts'

/** How a verdict looks: a shape and a tone, never the tone alone. */
export const checkLooks: Readonly<Record<CheckVerdict, { readonly icon: IconName; readonly tone: string }>> = {
  passed: { icon: 'check', tone: 'good' },
  suspicious: { icon: 'warning', tone: 'amber' },
  'not-run': { icon: 'circle', tone: 'dim' },
}

export const isSuspicious = (checks: readonly RobustnessCheck[] | null): boolean =>
  checks !== null && verdictOfChecks(checks) === 'suspicious'

/** Of suspicious checks, as a sentence. */
export const checksWarning = (checks: readonly RobustnessCheck[]): string =>
  `Do not believe this number yet: ${checksInWords(checks).replace(/^suspicious: /, '')}.`

/** What stands beside a number in a tooltip, a table or a file; empty where the number is no robust one. */
export const checksNote = (checks: readonly RobustnessCheck[] | null): string =>
  checks === null ? '' : checksInWords(checks)
