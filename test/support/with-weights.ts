import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { workspaceAt } from '../../src-main/host/workspace.ts'
import { openStore } from '../../src-main/store/store.ts'
import { writeSmallWeights } from './small-weights.ts'
import { temporaryFolder } from './temporary-folder.ts'
import { fakeEngine, startHost } from './test-host.ts'

/** Weights as an import leaves them, without the second that it takes. */
export async function withWeights(classes = 3, engineEntry = fakeEngine) {
  const workspace = temporaryFolder()
  const path = writeSmallWeights(join(workspace, 'weights'), classes)
  const store = openStore(workspaceAt(workspace).database)
  store.weights.put({
    ...{
      id: 'small-1',
      title: 'small',
      network: 'Small CNN 4 1',
      inputSize: null,
      classes,
      parameters: 100,
      licence: null,
    },
    ...{ architecture: { id: 'small-cnn', params: { width: 4, depth: 1 } }, source: '/small.h5', sha256: sha256(path) },
    ...{ path: 'weights/small.safetensors', bytes: 1, createdAt: 1 },
    report: { format: 'safetensors', kerasVersion: null, matched: 7, total: 7, notes: [] },
  })
  store.close()
  const host = await startHost(workspace, engineEntry)
  const weights = await host.client.weights.get({ id: 'small-1' })
  return { workspace, host, weights }
}

export const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')
