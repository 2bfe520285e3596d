import { describe, expect, it } from 'vitest'
import { catalog } from '../../src-main/core/catalog.ts'
import {
  formatBytes,
  formatCondition,
  formatCount,
  formatDuration,
  formatHalfWidth,
  formatLines,
  formatName,
  formatP,
  formatParameters,
  formatPercent,
  formatPoints,
  formatValue,
} from '../../src-main/cli/terminal/format.ts'

const plain = (text: string): string => text.replaceAll('\u202f', '_')

describe('format', () => {
  it('writes percents with one decimal and a narrow no-break space', () => {
    expect(plain(formatPercent(0.584))).toBe('58.4_%')
    expect(plain(formatPercent(0))).toBe('0.0_%')
  })

  it('writes an interval as its larger side', () => {
    expect(formatHalfWidth(0.584, [0.553, 0.614])).toBe('±3.1')
    expect(formatHalfWidth(0, [0, 0.012])).toBe('±1.2')
  })

  it('writes differences in percentage points with a real minus, and zero without a sign', () => {
    expect(plain(formatPoints(-0.058))).toBe('−5.8_pp')
    expect(plain(formatPoints(0.077))).toBe('+7.7_pp')
    expect(plain(formatPoints(-0.0001))).toBe('0.0_pp')
  })

  it('writes p with three decimals and its bound below', () => {
    expect(formatP(0.0421)).toBe('p = 0.042')
    expect(formatP(0.000_999)).toBe('p < 0.001')
    expect(formatP(1)).toBe('p = 1.000')
  })

  it('writes durations in the two largest units', () => {
    const cases: [number, string][] = [
      [9, '9_s'],
      [59.6, '1_min'],
      [82, '1_min 22_s'],
      [3240, '54_min'],
      [3599.7, '1_h 00'],
      [10_260, '2_h 51'],
      [273_600, '3_d 4_h'],
      [Number.NaN, '–'],
    ]
    for (const [seconds, text] of cases) expect(plain(formatDuration(seconds))).toBe(text)
  })

  it('writes bytes in powers of 1000, thousands with a comma, parameters short', () => {
    expect(plain(formatBytes(14_100_000))).toBe('14.1_MB')
    expect(plain(formatBytes(999_960))).toBe('1.0_MB')
    expect(plain(formatBytes(512))).toBe('512_B')
    expect(formatCount(1_234_567)).toBe('1,234,567')
    expect(plain(formatParameters(3_538_984))).toBe('3.5_M')
    expect(plain(formatParameters(9_999))).toBe('9,999')
  })

  it('writes lengths of pixel values as k/255, others as they are', () => {
    const text = (condition: string): string => formatCondition(condition, catalog)
    expect(text('fgsm:epsilon=0.00784313725490196')).toBe('fgsm:epsilon=2/255')
    expect(text('fgsm:epsilon=0.1')).toBe('fgsm:epsilon=0.1')
    expect(text('pgd-l2:epsilon=0.5')).toBe('pgd-l2:epsilon=0.5')
    expect(text('adversarial-neighbor:stepSize=0.1')).toBe('adversarial-neighbor:stepSize=0.1')
    expect(text('adversarial-neighbor:gradientNorm=infinity,stepSize=0.1')).toBe(
      'adversarial-neighbor:gradientNorm=infinity,stepSize=0.1',
    )
    expect(text('clean')).toBe('clean')
    expect(text('poisson-noise:peak=null')).toBe('poisson-noise')
  })

  it('writes values in four digits, those beyond all measure with a power', () => {
    expect([2.30259, -0.000123456, 1_250_000].map(formatValue)).toEqual(['2.303', '−0.0001235', '1250000'])
    expect([36_370_000, -1.646e30, Infinity].map(formatValue)).toEqual(['3.637e+7', '−1.646e+30', 'Infinity'])
  })

  it('writes a name on one line, in its own letters, and lets it command nothing', () => {
    for (const name of ['e\u0301clair', 'éclair', 'שלום', '👨‍👩‍👧', '  a "b" ']) expect(formatName(name)).toBe(name)
    expect(formatName('new\nline\t\u001b[31mred\u001b]0;title\u0007')).toBe(
      String.raw`new\u{a}line\u{9}\u{1b}[31mred\u{1b}]0;title\u{7}`,
    )
    expect(formatName('\u202ekcatta\u2028')).toBe(String.raw`\u{202e}kcatta\u{2028}`)
  })

  it('leaves colours and lines to a text, and nothing else that a terminal obeys', () => {
    expect(formatLines('\u001b[1mbold\u001b[22m\n\u001b[2Jcleared\r\u202e')).toBe(
      `\u001b[1mbold\u001b[22m\n${String.raw`\u{1b}[2Jcleared\u{d}\u{202e}`}`,
    )
  })
})
