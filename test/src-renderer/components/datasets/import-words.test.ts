import { describe, expect, it } from 'vitest'
import {
  builtIn,
  cancelWords,
  isGeneratedKind,
  progressWords,
} from '../../../../src-renderer/components/datasets/import-words.ts'
import { baseName } from '../../../../src-renderer/lib/format.ts'
import type { PendingImport } from '../../../../src-renderer/stores/datasets.ts'
import { catalog } from '../../support/samples.ts'

const pending = (change: Partial<PendingImport>): PendingImport => ({
  path: '/data/night',
  options: { name: '', kind: null, imageSize: null, classes: '' },
  work: 'import',
  startedAt: 10_000,
  progress: null,
  report: null,
  checkedWith: null,
  error: null,
  cancelled: null,
  ...change,
})

describe('words of an import', () => {
  it('say how far it is, and the time left once two seconds tell', () => {
    const at = (now: number) => progressWords(pending({ progress: { done: 3120, total: 12_480 } }), now)
    expect(at(11_000)).toEqual({ done: '3,120 of 12,480 images', left: '', fraction: 0.25 })
    expect(at(14_000).left).toBe('≈12 s left')
  })

  it('say that nothing of an import is kept that was cancelled, and how far it was', () => {
    expect(cancelWords(pending({ cancelled: { work: 'import', done: 5, total: 1200 } }))).toBe(
      'Cancelled at 5 of 1,200 images. Nothing is kept.',
    )
    expect(cancelWords(pending({ cancelled: { work: 'check', done: 0, total: 0 } }))).toBe('Cancelled.')
    expect(cancelWords(pending({}))).toBeNull()
  })

  it('name a source by the last part of its path, on every system', () => {
    expect(['/data/night/', 'C:\\data\\night.zip', 'night'].map(baseName)).toEqual(['night', 'night.zip', 'night'])
  })

  it('offer as layouts what is read from files, and as built in what is made', () => {
    const layouts = catalog.datasets.filter((entry) => !isGeneratedKind(entry)).map(({ id }) => id)
    expect(layouts.toSorted()).toEqual(['idx', 'image-folder', 'tiny-imagenet'])
    expect(builtIn(catalog)).toEqual([catalog.datasets.find(({ id }) => id === 'shapes')?.title])
  })
})
