import { fileVersion } from '../file-version.ts'
import type { EvaluateJob } from '../protocol.ts'

let kept: { readonly key: string; readonly attempts: Map<string, readonly boolean[]> } | null = null

/**
 * What the robustness checks of this checkpoint and these images tried before. Evaluations of one checkpoint follow one
 * another, and ask for much the same: those of the last one are remembered.
 */
export function attemptsOn(
  { checkpoint, split, config }: EvaluateJob,
  sampleSize: number,
): Map<string, readonly boolean[]> {
  const key = JSON.stringify([fileVersion(checkpoint), split, sampleSize, config.seed])
  if (kept?.key !== key) kept = { key, attempts: new Map() }
  return kept.attempts
}
