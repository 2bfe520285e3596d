import { describe, expect, it } from 'vitest'
import { parseIdx } from '../../../src-main/core/datasets/idx.ts'
import { stratifiedSplit } from '../../../src-main/core/datasets/split.ts'
import {
  parseBoxes,
  parseValAnnotations,
  parseWnids,
  parseWords,
} from '../../../src-main/core/datasets/tiny-imagenet.ts'

describe('Tiny ImageNet text files', () => {
  it('reads ids, first synonyms and annotations, CR LF or not', () => {
    expect(parseWnids('n02233338\r\nn02906734\n\n')).toEqual(['n02233338', 'n02906734'])
    const words = parseWords('n02233338\tcockroach, roach\nn02823428\tbeer bottle\n')
    expect([...words]).toEqual([
      ['n02233338', 'cockroach'],
      ['n02823428', 'beer bottle'],
    ])
    const annotations = parseValAnnotations('val_0.JPEG\tn02233338\t0\t32\t44\t62\nval_1.JPEG\tn02823428\t0\t0\t1\t1\n')
    expect(annotations.get('val_1.JPEG')).toBe('n02823428')
    expect(annotations.size).toBe(2)
  })

  it('reads boxes of both lists, whose corners are pixels of the object, and tells which lines are none', () => {
    const lines = ['a.JPEG\t0\t0\t63\t63', 'b.JPEG\tn02233338\t5\t6\t5\t9', 'c.JPEG\tn02233338', 'd.JPEG\t9\t0\t3\t3']
    const { boxes, malformed, firstMalformed } = parseBoxes(
      [...lines, 'e.JPEG\t1\t2\tthree\t4', 'f.JPEG\t1\t\t3\t4'].join('\r\n'),
    )
    expect([...boxes]).toEqual([
      ['a.JPEG', { left: 0, top: 0, right: 64, bottom: 64 }],
      ['b.JPEG', { left: 5, top: 6, right: 6, bottom: 10 }],
    ])
    expect(malformed).toBe(3)
    expect(firstMalformed).toBe('d.JPEG\t9\t0\t3\t3')
  })
})

describe('parseIdx', () => {
  const bytes = Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6)

  it('reads shape and values', () => {
    expect(parseIdx(bytes, 'x')).toEqual({ shape: [2, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) })
  })

  it.each([
    ['cut off', bytes.subarray(0, 17), '6 values for shape [2, 3], got 5'],
    ['another type', Uint8Array.of(0, 0, 13, 1, 0, 0, 0, 0), 'got type 13'],
    ['no IDX file', Uint8Array.of(80, 75, 3, 4), 'two zero bytes'],
    ['a cut header', Uint8Array.of(0, 0, 8, 3, 0), 'a whole header'],
  ])('refuses %s, naming the file', (_, given, message) => {
    expect(() => parseIdx(given, 'train-images')).toThrow(message)
    expect(() => parseIdx(given, 'train-images')).toThrow('"train-images"')
  })
})

describe('stratifiedSplit', () => {
  it('gives a fifth of every class to validation, every index once, the same each time', () => {
    const labels = Array.from({ length: 100 }, (_, i) => (i < 40 ? 0 : i < 95 ? 1 : 2))
    const { train, validation } = stratifiedSplit(labels)
    expect([...train, ...validation].toSorted((a, b) => a - b)).toEqual([...Array(100).keys()])
    const share = [0, 1, 2].map((label) => [...validation].filter((i) => labels[i] === label).length)
    expect(share).toEqual([8, 11, 1])
    expect(stratifiedSplit(labels)).toEqual({ train, validation })
    expect(stratifiedSplit(labels, 1).validation).not.toEqual(validation)
  })

  it('takes one of two, and none of one', () => {
    const { train, validation } = stratifiedSplit([0, 0, 1])
    expect([train.length, validation.length]).toEqual([2, 1])
    expect(validation[0]).toBeLessThan(2)
  })
})
