import { describe, expect, it } from 'vitest'
import { weightsCalled } from '../../src-main/contract/weights.ts'

const all = [
  { id: 'mobilenet-v2-abcd1234', title: 'Dogs', sha256: 'abcd1234ef' },
  { id: 'densenet-abcdffff', title: 'Dogs', sha256: 'abcdffff00' },
  { id: 'dogs', title: 'Cats', sha256: '0123456789' },
]
const called = (reference: string): string[] => weightsCalled(all, reference).map(({ id }) => id)

describe('weights that are called by a word', () => {
  it.each<[string, string[]]>([
    ['dogs', ['dogs']],
    ['DOGS', ['mobilenet-v2-abcd1234', 'densenet-abcdffff']],
    ['cats', ['dogs']],
    ['abcd1', ['mobilenet-v2-abcd1234']],
    ['abcd', ['mobilenet-v2-abcd1234', 'densenet-abcdffff']],
    ['abc', []],
    ['birds', []],
  ])('%s are %j: by id, else by title, else by four characters of the hash', (reference, expected) => {
    expect(called(reference)).toEqual(expected)
  })
})
