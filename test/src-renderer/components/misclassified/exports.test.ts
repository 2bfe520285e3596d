import { describe, expect, it } from 'vitest'
import { createApp } from 'vue'
import type { GalleryQuery, GalleryRow } from '../../../../src-main/contract/index.ts'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import type { ImageRow } from '../../../../src-renderer/components/misclassified/layer-row.ts'
import { mapsTable } from '../../../../src-renderer/components/misclassified/maps-table.ts'
import {
  useGalleryExport,
  type GalleryExport,
} from '../../../../src-renderer/components/misclassified/use-gallery-export.ts'
import { wrapText } from '../../../../src-renderer/components/misclassified/wrap-text.ts'
import { scriptedHost } from '../../support/scripted-host.ts'
import { settled } from '../../support/with-stores.ts'

describe('the predictions of a filter', () => {
  /** A host with 2,400 answers. */
  function mounted() {
    const host = scriptedHost()
    const asked: GalleryQuery[] = []
    host.answer('evaluations.gallery', (input) => {
      const query = input as GalleryQuery
      asked.push(query)
      const length = Math.min(query.limit, 2400 - query.offset)
      return { total: 2400, rows: Array.from({ length }, (_, index) => ({ image: query.offset + index })) }
    })
    let reader: GalleryExport | undefined
    const app = createApp({
      setup() {
        reader = useGalleryExport()
        return () => null
      },
    })
    app.provide(apiKey, createApi(host.transport)).mount(document.createElement('div'))
    return { reader: reader as GalleryExport, asked, host }
  }

  it('are read to the last, whatever page is looked at', async () => {
    const { reader, asked } = mounted()
    const rows = (await reader.readAll({ evaluation: '3', truth: [1], sort: 'margin' })) as GalleryRow[]
    expect(rows.map(({ image }) => image)).toEqual(Array.from({ length: 2400 }, (_, image) => image))
    expect(asked.every(({ truth, sort }) => truth?.[0] === 1 && sort === 'margin')).toBe(true)
    expect(reader.progress.value).toBe(null)
  })

  it('are given up when that is cancelled', async () => {
    const { reader, asked, host } = mounted()
    let answer: (page: unknown) => void = () => undefined
    host.answer('evaluations.gallery', () => new Promise((resolve) => (answer = resolve)))
    const reading = reader.readAll({ evaluation: '3' })
    await settled()
    expect(reader.progress.value).not.toBe(null)
    reader.cancel()
    answer({ total: 2400, rows: [{ image: 0 }] })
    expect(await reading).toBe(null)
    expect([reader.progress.value, asked.length]).toEqual([null, 0])
  })
})

describe('the values of maps', () => {
  it('stand one line a pixel, a column a map, in full; what is not there is left out', () => {
    const layer = (title: string, values: readonly number[] | null): ImageRow['layers'][number] => ({
      choice: { id: 'gradient', params: {} },
      side: null,
      title,
      map: values ? { height: 2, width: 2, values: Float32Array.from(values), min: 0, max: 1 } : undefined,
      sentence: null,
      failure: undefined,
    })
    const row = (input: ImageRow['input'], title: string, layers: ImageRow['layers']): ImageRow => ({
      input,
      title,
      image: null,
      sentence: null,
      failure: undefined,
      prediction: null,
      layers,
    })
    const rows = [
      row('clean', 'Clean', [layer('Gradient', [0, 0.1, 0.25, 1])]),
      row('seen', 'FGSM', [layer('Gradient', [0, 0, -0.5, 0]), layer('Other', null)]),
    ]
    expect(mapsTable(rows)).toEqual({
      columns: ['row', 'column', 'Clean: Gradient', 'FGSM: Gradient'],
      rows: [
        [0, 0, 0, 0],
        [0, 1, Math.fround(0.1), 0],
        [1, 0, 0.25, -0.5],
        [1, 1, 1, 0],
      ],
    })
  })
})

describe('a sentence in a picture', () => {
  it('breaks between words, and a word that is too long stands alone', () => {
    const letters = (text: string): number => text.length
    expect(wrapText('No positive evidence for "extraordinarily" here', 12, letters)).toEqual([
      'No positive',
      'evidence for',
      '"extraordinarily"',
      'here',
    ])
  })
})
