import { describe, expect, it } from 'vitest'
import type { GalleryRow } from '../../../src-main/contract/index.ts'
import { galleryTable } from '../../../src-renderer/lib/gallery-table.ts'

const row: GalleryRow = {
  image: 12,
  truth: 0,
  predicted: 1,
  confidence: 0.58434,
  margin: -0.8712,
  loss: 1.25,
  top5: [
    { class: 1, probability: 0.58434 },
    { class: 0, probability: 0.201 },
  ],
  other: { predicted: 0, flip: 'broken' },
}
const names = ['syringe', 'oboe']

describe('a table of predictions', () => {
  it('has numbers in full for programs', () => {
    expect(galleryTable([{ ...row, tags: ['dark', 'odd'] }], { names, against: null, isPlain: true })).toEqual({
      columns: ['image', 'true', 'predicted', 'confidence', 'margin', 'loss', 'top-5', 'tags'],
      rows: [[12, 'syringe', 'oboe', 0.58434, -0.8712, 1.25, 'oboe 0.58434; syringe 0.201', 'dark; odd']],
    })
  })

  it('reads as the screen does for people, with what the other run predicted', () => {
    const { columns, rows } = galleryTable([row, { ...row, other: null }], { names, against: 'base', isPlain: false })
    expect(columns.slice(6)).toEqual(['predicted by base', 'flip', 'top-5, %', 'tags'])
    expect(rows.map((cells) => cells.slice(3))).toEqual([
      ['0.58', '−0.87', '1.25', 'syringe', 'broken', 'oboe 58.4; syringe 20.1', ''],
      ['0.58', '−0.87', '1.25', null, null, 'oboe 58.4; syringe 20.1', ''],
    ])
  })
})
