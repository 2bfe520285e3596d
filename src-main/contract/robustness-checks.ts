import { z } from 'zod'
import type { MethodChoice } from './method.ts'
import type { Progress } from './system.ts'

/**
 * One reason to believe the accuracy under an attack, or not to: `suspicious` says that it may overstate robustness.
 * `not-run` where it could not be checked.
 */
export const RobustnessCheck = z.object({
  id: z.string(),
  title: z.string(),
  verdict: z.enum(['passed', 'suspicious', 'not-run']),
  /** A sentence with figures. */
  reason: z.string(),
})
export type RobustnessCheck = z.output<typeof RobustnessCheck>

/** What a check of the registry, by its id, came to. */
export const CheckOutcome = RobustnessCheck.omit({ title: true })
export type CheckOutcome = z.output<typeof CheckOutcome>

export type CheckVerdict = RobustnessCheck['verdict']

/**
 * What the checks of one evaluation say together: `suspicious` as soon as one of them is (do not believe the accuracy
 * yet), `not-run` where none was run.
 */
export function verdictOfChecks(checks: readonly RobustnessCheck[]): CheckVerdict {
  if (checks.some(({ verdict }) => verdict === 'suspicious')) return 'suspicious'
  return checks.some(({ verdict }) => verdict === 'passed') ? 'passed' : 'not-run'
}

export const suspiciousChecks = (checks: readonly RobustnessCheck[]): RobustnessCheck[] =>
  checks.filter(({ verdict }) => verdict === 'suspicious')

/**
 * The same in words: `8 of 8 checks passed`, `7 of 8 checks passed, 1 not run`, `suspicious: Gradients are not zero (1 of 8
 * checks)`, `not checked`.
 */
export function checksInWords(checks: readonly RobustnessCheck[]): string {
  const count = (verdict: CheckVerdict): number => checks.filter((check) => check.verdict === verdict).length
  switch (verdictOfChecks(checks)) {
    case 'not-run':
      return 'not checked'
    case 'suspicious': {
      const titles = suspiciousChecks(checks).map(({ title }) => title)
      return `suspicious: ${titles.join(', ')} (${titles.length} of ${checks.length} checks)`
    }
    case 'passed': {
      const open = count('not-run')
      return `${count('passed')} of ${checks.length} checks passed${open === 0 ? '' : `, ${open} not run`}`
    }
  }
}

/**
 * The check that an evaluation under way is at, in the engine's words (`check 3 of 8: Gradients are not zero`); null while
 * its images are predicted, which is noted by the condition's id.
 */
export function checkUnderWay(
  { done, total, note }: Progress,
  { condition }: { readonly condition: MethodChoice },
): string | null {
  return done >= total && note !== '' && note !== condition.id ? note : null
}
