import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src-main/core/random.ts'
import { countFlips } from '../../src-main/store/outcomes.ts'

const [unseen, wrong, right] = [0, 1, 2]

describe('countFlips', () => {
  it('counts over the images that both saw, as a plain reading does', () => {
    const random = createRandom(1)
    const outcomes = (length: number): Uint8Array => Uint8Array.from({ length }, () => random.integer(3))
    for (let trial = 0; trial < 50; trial++) {
      const [first, second] = [outcomes(random.integer(40)), outcomes(random.integer(40))]
      const count = (before: number, after: number): number =>
        first.filter((outcome, image) => outcome === before && second[image] === after).length
      const expected = {
        fixed: count(wrong, right),
        broken: count(right, wrong),
        bothWrong: count(wrong, wrong),
        bothRight: count(right, right),
      }
      const n = first.filter((outcome, image) => outcome !== unseen && (second[image] ?? unseen) !== unseen).length
      expect(countFlips(first, second)).toEqual({ ...expected, n })
    }
  })
})
