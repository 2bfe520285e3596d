import type { Box } from '../../contract/datasets.ts'
import { covered } from '../datasets/boxes.ts'
import type { SaliencyMap } from './saliency-map.ts'

/**
 * The energy-based pointing game: share of the map's positive values that lies in the box, in [0, 1]; a pixel on its edge
 * counts by the part that lies within. A map that is spread evenly has the box's share of the image. Null where nothing is
 * positive. Wang et al. 2020, "Score-CAM", section 4.3, https://arxiv.org/abs/1910.01279; their maps have no negative
 * values, of others these are left out.
 */
export function energyInBox({ width, values }: SaliencyMap, box: Box): number | null {
  let [inside, all] = [0, 0]
  values.forEach((value, i) => {
    if (!(value > 0)) return
    const [x, y] = [i % width, Math.floor(i / width)]
    all += value
    inside += value * covered(x, box.left, box.right) * covered(y, box.top, box.bottom)
  })
  return all > 0 ? inside / all : null
}
