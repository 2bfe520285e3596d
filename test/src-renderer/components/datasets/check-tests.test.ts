import { describe, expect, it } from 'vitest'
import { checkTests, checkWords } from '../../../../src-renderer/components/datasets/check-tests.ts'
import { aDataset, aReport } from '../../support/samples.ts'

const known = { layout: 'One folder per class', source: '/data/night.ZIP', perClass: [40, 50] }

describe('tests of a check', () => {
  it('name the layout and whether it lies in a zip, and count what was left out', () => {
    const skipped = [{ path: 'day/broken.png', reason: 'cannot be decoded' }]
    const tests = checkTests(aReport({ skipped, counts: { train: 1000, validation: 234 } }), known)
    expect(tests.map(({ title, finding, isRemark }) => `${isRemark ? '!' : ''}${title}: ${finding}`)).toEqual([
      'Layout: One folder per class, in its zip',
      'Classes: 2',
      '!Files left out: 1 of 1,235',
      'Size and mode: 64 × 48 px, colour; any grey or other size was fitted',
      'Balance: 40 to 50 a class',
    ])
    expect(tests[2]?.files).toEqual(skipped)
  })

  it('remark on a class that is more than twice as large as another, or empty', () => {
    const balance = (perClass: number[]) =>
      checkTests(aReport(), { ...known, perClass }).find(({ title }) => title === 'Balance')
    expect(balance([20, 40])?.isRemark).toBe(false)
    expect(balance([20, 41])?.isRemark).toBe(true)
    expect(balance([0, 1])?.isRemark).toBe(true)
    expect(balance([5, 5])?.finding).toBe('5 a class')
  })

  it('say nothing of a balance that is not counted, and end with what the import warned of', () => {
    const tests = checkTests(aReport({ warnings: ['There is no validation folder.'] }), { ...known, perClass: null })
    expect(tests.some(({ title }) => title === 'Balance')).toBe(false)
    expect(tests.at(-1)).toMatchObject({ title: '', finding: 'There is no validation folder.', isRemark: true })
  })

  it('say how many classes have a name of their own', () => {
    const classes = [
      { id: 'n01443537', name: 'goldfish' },
      { id: 'n01774384', name: 'n01774384' },
    ]
    expect(checkTests(aReport({ classes }), known)[1]?.finding).toBe('1 of 2 have a name')
  })
})

describe('a check in a word', () => {
  it('puts skipped files before remarks, and remarks before all is well', () => {
    const report = aReport({ warnings: ['a', 'b'] })
    const words = (skipped: number, source: string | null, found = aReport()) =>
      checkWords(aDataset({ skipped, source }), found).text
    expect(words(1200, '/data', report)).toBe('1,200 skipped')
    expect(words(0, '/data', report)).toBe('2 remarks')
    expect(words(0, '/data')).toBe('checked')
    expect(words(0, null)).toBe('built in')
  })
})
