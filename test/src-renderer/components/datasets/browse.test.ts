import { describe, expect, it } from 'vitest'
import { contract, createClient } from '../../../../src-main/contract/index.ts'
import { browseClass } from '../../../../src-renderer/components/datasets/browse-class.ts'
import { browseTile } from '../../../../src-renderer/components/datasets/tile-look.ts'
import { tileLayout } from '../../../../src-renderer/components/images/tile-layout.ts'
import { scriptedHost } from '../../support/scripted-host.ts'

describe('browsing a class', () => {
  it('asks for page after page until it has every image of a large one', async () => {
    const host = scriptedHost()
    const offsets: number[] = []
    host.answer('datasets.browse', (input) => {
      const { offset, limit } = input as { offset: number; limit: number }
      offsets.push(offset)
      const length = Math.max(0, Math.min(limit, 25_000 - offset))
      return { total: 25_000, images: Array.from({ length }, (_, at) => 2 * (offset + at)) }
    })
    const client = createClient(contract, host.transport)
    const found = await browseClass(client, { id: 'big', split: 'train', class: 1 })
    expect([found.length, found[0], found.at(-1)]).toEqual([25_000, 0, 49_998])
    expect(offsets).toEqual([0, 10_000, 20_000])
  })
})

describe('layout of the images', () => {
  it('fills the width with tiles that have room for a class name', () => {
    expect(tileLayout(640, { width: 64, height: 64 }, 1, browseTile)).toEqual({
      columns: 9,
      tileWidth: 64,
      rowHeight: 92,
    })
    expect(tileLayout(640, { width: 28, height: 28 }, 1, browseTile).tileWidth).toBe(64)
    expect(tileLayout(640, { width: 64, height: 64 }, 2, browseTile).columns).toBe(4)
    expect(tileLayout(10, { width: 224, height: 224 }, 1, browseTile).columns).toBe(1)
  })

  it('gives larger text more room', () => {
    expect(tileLayout(640, { width: 64, height: 64 }, 1, browseTile, 2)).toEqual({
      columns: 4,
      tileWidth: 128,
      rowHeight: 112,
    })
  })
})
