import { describe, expect, it } from 'vitest'
import { clusteredOrder } from '../../../src-renderer/charts/class-order.ts'
import {
  changeOf,
  confusionSummary,
  imagesOf,
  mostConfused,
  strongest,
} from '../../../src-renderer/charts/confusion.ts'
import { confusionTable, pairsTable } from '../../../src-renderer/charts/confusion-tables.ts'
import { cellAt } from '../../../src-renderer/charts/confusion-canvas.ts'

const counts = [
  [40, 8, 2],
  [5, 45, 0],
  [0, 1, 9],
]

describe('confusion', () => {
  it('ranks pairs by the share of their true class, with its interval', () => {
    const [first, second, third] = mostConfused(counts, 3)
    expect([first?.count, first?.n, second?.count, third?.count]).toEqual([8, 50, 5, 1])
    // Wilson 1927: 8 of 50 at 95 %.
    expect(first?.interval.map((bound) => bound.toFixed(3))).toEqual(['0.083', '0.285'])
  })

  it('counts the images of the chosen true classes', () => {
    expect([imagesOf(counts, []), imagesOf(counts, [0, 2])]).toEqual([110, 60])
  })

  it('holds two matrices against one another, cell by cell', () => {
    const change = changeOf(counts, [
      [38, 11, 1],
      [5, 45, 0],
      [0, 0, 10],
    ])
    expect(change[0]).toEqual([2, -3, 1])
    expect(strongest(change)).toBe(3)
  })

  it('is told in a sentence', () => {
    expect(confusionSummary(counts, ['syringe', 'oboe', 'sock'])).toBe(
      'Confusion matrix of 3 classes, rows true, columns predicted: 94 of 110 right. ' +
        'Most taken for another: syringe for oboe 8 of 50; oboe for syringe 5 of 50; sock for oboe 1 of 10.',
    )
  })
})

describe('confusion as a table', () => {
  const names = ['syringe', 'oboe', 'sock']

  it('keeps the order of the screen', () => {
    expect(confusionTable(counts, names, [2, 0, 1])).toEqual({
      columns: ['true \\ predicted', 'sock', 'syringe', 'oboe'],
      rows: [
        ['sock', 9, 0, 1],
        ['syringe', 2, 40, 8],
        ['oboe', 0, 5, 45],
      ],
    })
  })

  it('tells pairs in full for programs and in percent for people', () => {
    const [pair] = mostConfused(counts, 1)
    const [plain, read] = [true, false].map((isPlain) => pairsTable(pair ? [pair] : [], names, isPlain))
    expect(plain?.rows).toEqual([['syringe', 'oboe', 8, 50, 0.16, ...(pair?.interval ?? [])]])
    expect(read).toEqual({
      columns: ['true', 'predicted', 'images', 'of', 'share, %', 'low, %', 'high, %'],
      rows: [['syringe', 'oboe', 8, 50, '16.0', '8.3', '28.5']],
    })
  })
})

describe('clustered order', () => {
  it('puts classes that are mixed up beside one another and loses none', () => {
    // 0-3 and 1-4 are mixed up; 2 is a little like 4.
    const mixed = [
      [40, 0, 0, 10, 0],
      [0, 40, 0, 0, 10],
      [0, 0, 48, 0, 2],
      [9, 0, 0, 41, 0],
      [0, 9, 0, 0, 41],
    ]
    const order = clusteredOrder(mixed)
    expect(order.toSorted()).toEqual([0, 1, 2, 3, 4])
    const apart = (a: number, b: number): number => Math.abs(order.indexOf(a) - order.indexOf(b))
    expect([apart(0, 3), apart(1, 4), apart(2, 4)]).toEqual([1, 1, 1])
  })

  it('takes 200 classes', () => {
    const many = Array.from({ length: 200 }, (_, a) =>
      Array.from({ length: 200 }, (_, b) => (a === b ? 40 : a % 20 === b % 20 ? 1 : 0)),
    )
    const order = clusteredOrder(many)
    expect(new Set(order).size).toBe(200)
    const neighbours = order.filter((index, place) => place > 0 && index % 20 === (order[place - 1] as number) % 20)
    expect(neighbours.length).toBe(180)
  })
})

describe('a point of the matrix', () => {
  const drawing = { cell: 10, scroll: { x: 20, y: 0 }, margin: { left: 100, top: 50 }, order: [0, 1, 2, 3, 4] }

  it('is a cell, moved by the scrolling, or a label of its row or column, or nothing', () => {
    expect(cellAt(drawing, 105, 65)).toEqual({ row: 1, column: 2 })
    expect(cellAt(drawing, 5, 65)).toEqual({ row: 1, column: null })
    expect(cellAt(drawing, 125, 5)).toEqual({ row: null, column: 4 })
    expect(cellAt(drawing, 5, 5)).toBeNull()
    expect(cellAt(drawing, 105, 500)).toBeNull()
  })
})
