import { describe, expect, it } from 'vitest'
import { isMnist } from '../../src-main/contract/mnist.ts'

const classesOf = (digits: string) => [...digits].map((digit) => ({ id: digit, name: digit }))
const test = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
const all = classesOf('0123456789')

describe('isMnist', () => {
  it('knows the test images however they are split, threes and sevens alone, and both files together', () => {
    const validation = test.map((count) => Math.floor(count / 5))
    expect(isMnist(all, { train: test.map((count, i) => count - (validation[i] as number)), validation })).toBe(true)
    expect(isMnist(classesOf('37'), { train: [808, 822], validation: [202, 206] })).toBe(true)
    expect(isMnist(classesOf('37'), { train: [6131, 6265], validation: [1010, 1028] })).toBe(true)
  })

  it('does not know Fashion-MNIST, other classes, or a part of the images', () => {
    const even = (count: number) => Array.from({ length: 10 }, () => count)
    expect(isMnist(all, { train: even(6000), validation: even(1000) })).toBe(false)
    expect(isMnist(classesOf('ab'), { train: [6131, 6265], validation: [0, 0] })).toBe(false)
    expect(isMnist(all, { train: test.with(4, 981), validation: even(0) })).toBe(false)
    expect(isMnist([], { train: [], validation: [] })).toBe(false)
  })

  it('looks at the digits that it is asked for alone', () => {
    const others = { train: [1, 1010, 2, 1028], validation: [0, 0, 0, 0] }
    expect(isMnist(classesOf('0374'), others, ['3', '7'])).toBe(false)
    expect(isMnist(classesOf('0347'), others, ['3', '7'])).toBe(true)
  })
})
