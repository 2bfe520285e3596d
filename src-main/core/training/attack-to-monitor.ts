import type { MethodChoice } from '../../contract/method.ts'
import type { RunConfig } from '../../contract/run-config.ts'
import { ascentIn, gradientsOf } from '../attacks/attack-in-norm.ts'
import { findMethod } from '../catalog.ts'
import type { Objective } from '../methods.ts'
import { adversarialTraining } from '../objectives/adversarial-training.ts'
import { fastAdversarialTraining } from '../objectives/fast-adversarial-training.ts'
import { freeAdversarialTraining } from '../objectives/free-adversarial-training.ts'
import { trainingAttackOf } from '../objectives/training-attack.ts'

/** Steps of the attack that is monitored in place of a single-step one. */
const monitoredSteps = 10

/** They learn from attacked images alone. */
const attackedAlone: readonly Objective[] = [adversarialTraining, fastAdversarialTraining, freeAdversarialTraining]

/**
 * The attack under which overfitting to this objective's own can be seen. That is its training attack, or, where a step
 * takes one gradient of it, PGD with 10 steps in the same ball: accuracy under a single-step attack that is trained
 * against rises as the network learns to fool it (Wong, Rice & Kolter 2020, section 5.3,
 * https://arxiv.org/abs/2001.03994). Null where it trains against none.
 */
export function attackToMonitor(objective: MethodChoice): MethodChoice | null {
  const attack = trainingAttackOf(objective)
  if (attack === null || !isSingleStep(objective, attack)) return attack
  const { method, values } = findMethod('attacks', attack)
  const { norm, radius } = method.bounds(values)
  if (radius === null) return attack
  // The whole pixel range is the largest ball in L∞.
  return ascentIn(norm, norm === 'infinity' ? Math.min(radius, 1) : radius, monitoredSteps)
}

/**
 * Whether a run is trained and monitored by single steps, so that catastrophic overfitting raises what is monitored. Only
 * for objectives that learn from attacked images alone: what is added to a clean loss is a regularizer.
 */
export function hidesOverfitting({ objective, monitor }: Pick<RunConfig, 'objective' | 'monitor'>): boolean {
  if (monitor.attack === null || gradientsOf(monitor.attack) !== 1) return false
  const attack = trainingAttackOf(objective)
  if (attack === null || !attackedAlone.includes(findMethod('objectives', objective).method)) return false
  return isSingleStep(objective, attack)
}

/** One that takes a batch several times spreads the gradients of its attack over as many steps. */
function isSingleStep(objective: MethodChoice, attack: MethodChoice): boolean {
  const { method, values } = findMethod('objectives', objective)
  return gradientsOf(attack) <= (method.repeats?.(values) ?? 1)
}
