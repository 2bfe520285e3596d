import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openStore, type Store } from '../../src-main/store/store.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A store of its own, closed when the test has ended. */
export function temporaryStore(): Store {
  const store = openStore(join(temporaryFolder(), 'test.db'))
  onTestFinished(() => store.close())
  return store
}
