import type { HostContext } from './context.ts'

/** All that an evaluation found of its images: what begins anew is never put together with what was there. */
export function forgetEvaluated({ store }: Pick<HostContext, 'store'>, evaluation: number): void {
  store.predictions.clear(evaluation)
  store.calibrations.remove(evaluation)
  store.evaluatedParts.remove(evaluation)
}
