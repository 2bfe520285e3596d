import { describe, expect, it } from 'vitest'
import { cropWords, epochRange } from '../../../../src-renderer/lib/training-saw/crop-words.ts'

describe('cropWords', () => {
  it.each([
    [[0, 1, 2], [1, 0.4, 0.75], 'Of 3 crops, the box was cut below half in 1. Least: 40.0 % of it, in epoch 2.'],
    [[4, 5], [0.9, 0.5], 'Of 2 crops, the box was cut below half in none. Least: 50.0 % of it, in epoch 6.'],
    [[0], [1], 'Of 1 crop, the whole box was in each.'],
    [[0, 1], null, '2 crops; nobody drew a box around the object, so what they cut off of it is not known.'],
    [[], null, 'The checkpoint had not been trained on this image yet.'],
  ])('of epochs %j with %j of the box left', (epochs, left, expected) => {
    expect(cropWords(epochs, left).replaceAll('\u202f', ' ')).toBe(expected)
  })
})

describe('epochRange', () => {
  it('counts epochs from 1', () => {
    expect([epochRange([0, 1, 2]), epochRange([6]), epochRange([])]).toEqual(['1 to 3', '7', ''])
  })
})
