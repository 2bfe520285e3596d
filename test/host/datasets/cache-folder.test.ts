import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeCache, type CachedDataset } from '../../../src-main/host/datasets/cache-folder.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

function write(workspace: string, fingerprint: string): Promise<CachedDataset> {
  return writeCache(workspace, fingerprint, undefined, async ({ train, validation }) => {
    await train.append({ images: Uint8Array.of(1, 2, 3), labels: [0], names: ['a'] })
    await validation.append({ images: Uint8Array.of(4, 5, 6), labels: [1], names: ['b'] })
    return {
      kind: 'shapes',
      title: 'Two',
      source: null,
      params: {},
      classes: [
        { id: 'a', name: 'a' },
        { id: 'b', name: 'b' },
      ],
      shape: [1, 1, 3],
      skipped: [],
      warnings: [],
    }
  })
}

describe('writing a decoded dataset', () => {
  it('gives the same whole folder to all who write it at the same time', async () => {
    const workspace = temporaryFolder()
    for (let round = 0; round < 10; round++) {
      const fingerprint = `f${round}`
      const written = await Promise.all(Array.from({ length: 4 }, () => write(workspace, fingerprint)))
      const folder = join(workspace, 'datasets', fingerprint)
      expect(written.map((cached) => cached.folder)).toEqual([folder, folder, folder, folder])
    }
    expect(readdirSync(join(workspace, 'datasets'))).toEqual(Array.from({ length: 10 }, (_, round) => `f${round}`))
  })

  it('takes the place of a damaged one', async () => {
    const workspace = temporaryFolder()
    const folder = join(workspace, 'datasets', 'f')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'dataset.json'), '{')
    expect(await write(workspace, 'f')).toMatchObject({ folder, counts: { train: 1, validation: 1 } })
    expect(readdirSync(join(workspace, 'datasets'))).toEqual(['f'])
  })
})
