import { describe, expect, it } from 'vitest'
import { AppError, type Dataset, type DatasetReport } from '../../../src-main/contract/index.ts'
import { isChecked, useDatasets, type PendingImport } from '../../../src-renderer/stores/datasets.ts'
import { useToasts } from '../../../src-renderer/stores/toasts.ts'
import { aDataset, aReport } from '../support/samples.ts'
import { settled, withStores } from '../support/with-stores.ts'

const path = '/data/night.zip'

/** A host whose check or import waits for the test. */
function scripted<T>(call: string) {
  const { host } = withStores()
  const asked: unknown[] = []
  let settle: { resolve(value: T): void; reject(error: AppError): void } | undefined
  host.answer(call, (input) => {
    asked.push(input)
    return new Promise<T>((resolve, reject) => (settle = { resolve, reject }))
  })
  const store = useDatasets()
  const pending = (): PendingImport => store.imports.get(path) as PendingImport
  return {
    host,
    store,
    asked,
    pending,
    answer: async (value: T) => {
      settle?.resolve(value)
      await settled()
    },
    fail: async (error: AppError) => {
      settle?.reject(error)
      await settled()
    },
  }
}

describe('an import', () => {
  it('is checked first, with what its files say unless it is told otherwise', async () => {
    const { store, asked, pending, answer } = scripted<DatasetReport>('datasets.check')
    store.open(path)
    void store.check(path)
    await settled()
    expect([pending().work, asked]).toEqual(['check', [{ path }]])
    await answer(aReport())
    expect([pending().work, isChecked(pending())]).toEqual([null, true])

    store.choose(path, { name: ' Night ', kind: 'image-folder', imageSize: 32, classes: ' day, night,' })
    expect(isChecked(pending())).toBe(false)
    void store.check(path)
    await settled()
    expect(asked.at(-1)).toEqual({
      ...{ path, name: 'Night', kind: 'image-folder', imageSize: 32 },
      classes: ['day', 'night'],
    })
  })

  it('needs no new check for another name', async () => {
    const { store, pending, answer } = scripted<DatasetReport>('datasets.check')
    store.open(path)
    void store.check(path)
    await settled()
    await answer(aReport())
    store.choose(path, { ...pending().options, name: 'Night' })
    expect(isChecked(pending())).toBe(true)
  })

  it('tells how far it is, and becomes a dataset', async () => {
    const { host, store, pending, answer } = scripted<Dataset>('datasets.import')
    store.open(path)
    void store.read(path)
    await settled()
    host.announce('datasets.progress', { path, done: 30, total: 120 })
    host.announce('datasets.progress', { path: '/data/other', done: 1, total: 2 })
    expect(pending().progress).toEqual({ done: 30, total: 120 })
    await answer(aDataset({ id: 'night-1', title: 'Night' }))
    expect([store.imports.size, store.finished]).toEqual([0, { path, dataset: 'night-1' }])
    expect(useToasts().list.map(({ text }) => text)).toEqual(['"Night" is imported.'])
  })

  it('is cancelled on the host, and says how far it was', async () => {
    const { host, store, pending, fail } = scripted<Dataset>('datasets.import')
    const cancelled: unknown[] = []
    host.answer('datasets.cancelImport', (input) => {
      cancelled.push(input)
      return null
    })
    store.open(path)
    void store.read(path)
    await settled()
    host.announce('datasets.progress', { path, done: 30, total: 120 })
    store.cancel(path)
    await fail(new AppError('cancelled', 'Cancelled.'))
    expect(cancelled).toEqual([{ path }])
    expect([pending().cancelled, pending().error]).toEqual([{ work: 'import', done: 30, total: 120 }, null])
  })

  it('keeps its error until it is dismissed or tried again, and imports nothing twice at a time', async () => {
    const { store, asked, pending, fail } = scripted<Dataset>('datasets.import')
    store.open(path)
    void store.read(path)
    void store.read(path)
    await settled()
    expect(asked).toHaveLength(1)
    await fail(new AppError('invalid-input', 'The archive "night.zip" has one class.'))
    expect(pending().error?.message).toContain('one class')
    store.dismiss(path)
    expect(pending().error).toBeNull()
  })

  it('that is discarded while it works is cancelled, and leaves nothing', async () => {
    const { host, store, fail } = scripted<Dataset>('datasets.import')
    host.answer('datasets.cancelImport', () => null)
    store.open(path)
    void store.read(path)
    await settled()
    store.putAway(path)
    await fail(new AppError('cancelled', 'Cancelled.'))
    expect(host.calls).toContain('datasets.cancelImport')
    expect(store.imports.size).toBe(0)
  })
})
