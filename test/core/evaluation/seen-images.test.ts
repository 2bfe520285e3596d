import { describe, expect, it } from 'vitest'
import { parseMethod } from '../../../src-main/contract/method.ts'
import { packBoxes } from '../../../src-main/core/datasets/boxes.ts'
import { drawImages } from '../../../src-main/core/datasets/chosen-images.ts'
import { countSuited, drawSeen, partialCondition } from '../../../src-main/core/evaluation/seen-images.ts'

/** A quarter of the images has no box. */
const split = {
  count: 200,
  shape: [4, 4, 3],
  classes: 4,
  labels: Int32Array.from({ length: 200 }, (_, i) => Math.floor(i / 50)),
  boxes: packBoxes(
    Array.from({ length: 200 }, (_, i) => (i % 4 === 0 ? null : { left: 0, top: 0, right: 2, bottom: 2 })),
  ),
} as const
const swap = parseMethod('background-swap')

describe('drawSeen', () => {
  it('takes all images that are drawn where the condition suits all', () => {
    for (const condition of ['clean', 'fgsm', 'fog', 'random-patch']) {
      expect(partialCondition(parseMethod(condition))).toBeNull()
      expect(drawSeen(split, parseMethod(condition), 60)).toEqual(drawImages(200, 60))
    }
  })

  it('leaves out of the same draw what the condition does not suit', () => {
    const partial = partialCondition(swap)
    if (!partial) throw new Error('It suits images with a box only.')
    for (const asked of [1, 60, 200]) {
      const n = countSuited(split, partial, asked)
      const suited = drawImages(200, asked).filter((index) => index % 4 !== 0)
      expect(n).toBe(suited.length)
      expect(drawSeen(split, swap, n)).toEqual(suited)
    }
  })
})
