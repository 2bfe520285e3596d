import { explainedInWords, type ExplainTarget } from '../../../src-main/contract/index.ts'

const named = ['predicted', 'truth', 'truth-minus-predicted'] as const

/** As the address has it: "truth", "3", and "3-5" for the logit of class 3 less that of class 5. */
export function readTarget(text: string): ExplainTarget {
  const known = named.find((it) => it === text)
  if (known) return known
  const [own = 0, against] = text.split('-').map((part) => Math.max(0, Math.trunc(Number(part) || 0)))
  return against === undefined || against === own ? { class: own } : { class: own, against }
}

export function writeTarget(target: ExplainTarget): string {
  if (typeof target === 'string') return target
  return 'against' in target ? `${target.class}-${target.against}` : String(target.class)
}

/** Another class is explained, less the same one as before unless that is itself. */
export function withClass(target: ExplainTarget, own: number): ExplainTarget {
  const against = typeof target === 'object' && 'against' in target ? target.against : own
  return against === own ? { class: own } : { class: own, against }
}

/** "syringe" in quotes, or one class "over" another, for a prediction. */
export function explainedClasses(
  target: ExplainTarget,
  { truth, predicted }: { readonly truth: number; readonly predicted: number },
  names: readonly string[],
): string {
  if (target === 'truth-minus-predicted') return explainedInWords(truth, predicted, names)
  if (typeof target === 'string') return explainedInWords(target === 'truth' ? truth : predicted, null, names)
  return explainedInWords(target.class, 'against' in target ? target.against : null, names)
}
