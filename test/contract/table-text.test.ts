import { describe, expect, it } from 'vitest'
import { csv, markdown } from '../../src-main/contract/table-text.ts'

const table = {
  columns: ['run', 'accuracy'],
  rows: [
    ['base, "best"', 0.5842],
    ['a|b', null],
  ],
}

describe('csv', () => {
  it('quotes what holds commas or quotes, keeps full precision, leaves the unknown empty', () => {
    expect(csv(table)).toBe('run,accuracy\r\n"base, ""best""",0.5842\r\na|b,\r\n')
  })
})

describe('markdown', () => {
  it('sets numbers right, escapes bars, writes a dash where nothing is known', () => {
    expect(markdown(table)).toBe('| run | accuracy |\n| --- | ---: |\n| base, "best" | 0.5842 |\n| a\\|b | – |\n')
  })
})
