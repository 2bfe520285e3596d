import type { MethodChoice } from '../../contract/method.ts'
import type { RunConfig } from '../../contract/run-config.ts'
import { findMethod } from '../catalog.ts'
import { resolveCondition } from '../evaluation/condition.ts'
import type { AttackCost } from '../methods.ts'
import { trainingAttackOf } from '../objectives/training-attack.ts'
import { costOfChecks, sampleSize } from '../robustness-checks/cost.ts'

/** A pass forward alone, in passes forward and back. */
const forwardShare = 1 / 3

/** Passes of each image forward and back again; one forward alone counts as a third. */
export interface EvaluationPasses {
  readonly likely: number
  readonly most: number
}

/** Of what checks may pass: they share attempts with those of the checkpoint's other evaluations, and Square sees few images. */
const shareOfChecks = 0.5

/**
 * Share of the images that are taken to stand until the end of an attack which leaves out those that it found: nobody
 * knows it before, and models that are trained against an attack keep more of them.
 */
const standing = { attacked: 0.25, plain: 0.05 } as const

/** What a model of this configuration passes for each image of an evaluation under a condition, its checks included. */
export function evaluationPasses(
  condition: MethodChoice,
  { objective }: Pick<RunConfig, 'objective'>,
  { classes, images }: { readonly classes: number; readonly images: number },
): EvaluationPasses {
  const { kind, id, params } = resolveCondition(condition)
  if (kind !== 'attack') return { likely: forwardShare, most: forwardShare }
  const choice = { id, params: { ...params } }
  const attack = findMethod('attacks', choice)
  const cost = attack.method.cost(attack.values, { classes })
  const share = trainingAttackOf(objective) === null ? standing.plain : standing.attacked
  const attacking = passesOf(cost)
  const checking = (passesOf(costOfChecks(choice, { classes })) * Math.min(sampleSize, images)) / Math.max(1, images)
  return {
    likely: forwardShare + attacking * (cost.leavesOut === true ? share : 1) + checking * shareOfChecks,
    most: forwardShare + attacking + checking,
  }
}

/** What a training step of this configuration passes for each image, in passes forward and back. */
export function passesPerStep({ objective }: Pick<RunConfig, 'objective'>): number {
  const { method, values } = findMethod('objectives', objective)
  return passesOf(method.cost(values))
}

const passesOf = ({ gradients, forwards }: Pick<AttackCost, 'gradients' | 'forwards'>): number =>
  gradients + forwards * forwardShare
