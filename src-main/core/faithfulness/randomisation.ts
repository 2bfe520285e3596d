import type { RandomisationCheck } from '../../contract/map-scores.ts'
import { rankCorrelation } from '../measures/rank-correlation.ts'

/**
 * Model-randomisation check, over the images for which both maps have an order: a method whose maps stay the same when
 * all weights are random shows edges, not what the model has learnt. `maps` and `randomMaps` [images, height · width], of
 * the model and after all of its weights were drawn anew, which is where cascading randomisation ends. Adebayo et al. 2018, "Sanity checks for saliency maps", section 3.1,
 * https://arxiv.org/abs/1810.03292 (rank correlation with absolute values). They name no threshold.
 */
export function randomisationCheck(
  maps: readonly Float32Array[],
  randomMaps: readonly Float32Array[],
): RandomisationCheck {
  const magnitude = (map: Float32Array | undefined): Float32Array => (map ?? new Float32Array()).map(Math.abs)
  const found = maps
    .map((map, i) => rankCorrelation(magnitude(map), magnitude(randomMaps[i])))
    .filter((correlation) => correlation !== null)
  const sum = found.reduce((total, correlation) => total + correlation, 0)
  return { correlation: found.length === 0 ? null : sum / found.length, n: found.length }
}
