import { describe, expect, it } from 'vitest'
import { parseMethod } from '../../src-main/contract/method.ts'
import {
  evidenceSide,
  explainedInWords,
  mapTitle,
  nothingToSee,
  verdictInWords,
} from '../../src-main/contract/map-words.ts'
import { catalog } from '../../src-main/core/catalog.ts'

const nothing = { min: 0, max: 0 }

describe('a map that shows nothing', () => {
  it('is told in words, by the side of the evidence that it keeps', () => {
    const of = (side: 'positive' | 'negative' | null) => nothingToSee(side, nothing, 4096, '"oboe"')
    expect(of('positive')).toBe('No positive evidence for "oboe" in this image: all 4,096 values are zero or below.')
    expect(of('negative')).toBe('No negative evidence for "oboe" in this image: all 4,096 values are zero or above.')
    expect(of(null)).toBe('No evidence for "oboe" in this image: all 4,096 values are zero.')
  })

  it('is one whose values are all the same, as those of a constant model', () => {
    expect(nothingToSee(null, { min: 0.5, max: 0.5 }, 9, '"oboe"')).toBe(
      'This map tells no place from another: all 9 values are 0.500.',
    )
    expect(nothingToSee(null, { min: 0, max: 1e-9 }, 9, '"oboe"')).toBeNull()
  })
})

describe('the side of the evidence that a map keeps', () => {
  it.each([
    ['gradient:sign=positive', 'positive'],
    ['gradient:sign=negative', 'negative'],
    ['gradient:sign=signed', null],
    ['smooth-grad:sign=negative', 'negative'],
    ['smooth-grad', null],
    // By default.
    ['grad-cam', 'positive'],
    ['grad-cam:side=signed', null],
    ['cam', null],
    // Whatever the parameters are.
    ['layer-cam', 'positive'],
    ['grad-cam-plus-plus:score=exponential', 'positive'],
    // Of what goes back through activations, not of the map.
    ['guided-backpropagation:rule=positive', null],
    ['guided-backpropagation:rule=positive,sign=negative', 'negative'],
    ['rise', null],
    ['vanished', null],
  ])('%s: %s', (method, side) => {
    expect(evidenceSide(parseMethod(method), catalog.saliency)).toBe(side)
  })
})

describe('the words of a map', () => {
  it('name its method with what is not by default', () => {
    const title = (text: string) =>
      mapTitle(parseMethod(text), catalog.saliency, (_, name, value) => `${name} = ${String(value)}`)
    expect(title('gradient')).toBe('Gradient')
    expect(title('gradient:sign=positive')).toBe('Gradient, positive part')
    expect(title('smooth-grad:samples=4')).toMatch(/^SmoothGrad.*, samples = 4$/)
    expect(title('vanished:samples=4')).toBe('vanished')
  })

  it('name classes, or their numbers where no name is known', () => {
    const names = ['syringe', 'beer bottle']
    expect(explainedInWords(0, null, names)).toBe('"syringe"')
    expect(explainedInWords(0, 7, names)).toBe('"syringe" over "class 7"')
    const nameOf = (label: number) => names[label] ?? 'unknown'
    expect(verdictInWords({ truth: 0, predicted: 1 }, nameOf)).toBe('syringe, taken for beer bottle')
    expect(verdictInWords({ truth: 1, predicted: 1 }, nameOf)).toBe('beer bottle, recognised')
  })
})
