import { describe, expect, it } from 'vitest'
import { comparisonsOf, formatCard, isGood, relativeError, type CardRow } from '../../src-main/bench/card-rows.ts'

const of = (...values: number[]): Float32Array => Float32Array.from(values)

describe('relativeError', () => {
  it('is the distance over the length of what it is held against', () => {
    expect(relativeError(of(3, 5), of(3, 4))).toBeCloseTo(1 / 5)
    expect(relativeError(of(0, 0), of(0, 0))).toBe(0)
  })

  it('is no number where one has none, or where they are of different lengths', () => {
    expect(relativeError(of(Number.NaN), of(1))).toBeNaN()
    expect(relativeError(of(1), of(1, 2))).toBeNaN()
  })
})

describe('comparisonsOf', () => {
  const named = (row: CardRow | undefined): string => row?.work ?? ''
  const find = (rows: readonly CardRow[], work: string): CardRow => rows.find((row) => named(row) === work) as CardRow

  it('finds what lies too far apart, what is not the same bits, and what was not computed', () => {
    const computed = new Map([
      ['clean card', new Map([['logits', of(1, 1)]])],
      ['clean processor', new Map([['logits', of(1, 1.1)]])],
      ['deterministic card', new Map([['weights', of(1, 2)]])],
      ['deterministic again card', new Map([['weights', of(1, 2)]])],
    ])
    const rows = comparisonsOf(computed, new Map([['tf32 card', 'stopped']]))
    const logits = find(rows, 'logits, clean card against clean processor')
    expect([logits, find(rows, 'weights, deterministic again card against deterministic card')].map(isGood)).toEqual([
      false,
      true,
    ])
    const missing = find(rows, 'first loss, tf32 card against clean card')
    expect(missing).toMatchObject({ error: null, failed: 'stopped' })
    expect(isGood(missing)).toBe(false)
    expect(formatCard(rows)).toContain('TOO FAR')
  })

  it('lets chaos drive a card as far as it drives the processor that sums in another order', () => {
    const chaos = (card: number): CardRow =>
      find(
        comparisonsOf(
          new Map([
            ['clean card', new Map([['losses', of(card)]])],
            ['clean processor', new Map([['losses', of(1)]])],
            ['clean processor without oneDNN', new Map([['losses', of(1.01)]])],
          ]),
          new Map(),
        ),
        'losses, clean card against clean processor',
      )
    expect([chaos(0.97), chaos(1.03), chaos(1.05)].map(isGood)).toEqual([true, true, false])
  })

  it('calls bits the same only where they are', () => {
    const [first, again] = [new Map([['map', of(1)]]), new Map([['map', of(1.0000001)]])]
    const rows = comparisonsOf(
      new Map([
        ['deterministic card', first],
        ['deterministic again card', again],
      ]),
      new Map(),
    )
    expect(isGood(find(rows, 'map, deterministic again card against deterministic card'))).toBe(false)
  })

  it('asks of another precision that it changes something', () => {
    const losses = (value: number) => new Map([['first loss', of(value)]])
    const row = (value: number, failures: ReadonlyMap<string, string> = new Map()): CardRow =>
      find(
        comparisonsOf(
          new Map([
            ['tf32 card', losses(value)],
            ['clean card', losses(3)],
          ]),
          failures,
        ),
        'first loss, tf32 card against clean card',
      )
    expect([row(3), row(3.0004), row(3.4)].map(isGood)).toEqual([false, true, false])
    expect(formatCard([row(3)])).toContain('THE SAME')
    expect(isGood(row(3.0004, new Map([['clean card', 'stopped']])))).toBe(false)
  })
})
