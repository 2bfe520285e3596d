import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startHost, workspaceWithDataset } from '../support/test-host.ts'

const hex = (letter: string): string => letter.repeat(64)
const crashedAt = Date.now() - 60_000

/** As a host left it that was killed a minute after it had begun. */
function crashedWorkspace(): string {
  const workspace = workspaceWithDataset()
  write(workspace, 'host.json', JSON.stringify({ pid: 2 ** 22, port: 1, token: 't'.repeat(43), startedAt: crashedAt }))
  return workspace
}

function write(workspace: string, path: string, content = 'x'): string {
  mkdirSync(dirname(join(workspace, path)), { recursive: true })
  writeFileSync(join(workspace, path), content)
  return path
}

/** Which of these paths a new host leaves. */
async function leftBy(workspace: string, paths: readonly string[]): Promise<string[]> {
  const host = await startHost(workspace)
  await host.close()
  return paths.filter((path) => existsSync(join(workspace, path)))
}

describe('a host after one that was killed', () => {
  it('removes what is half-written, wherever it is', async () => {
    const workspace = crashedWorkspace()
    const paths = [
      'weights/import.0123456789ab.tmp',
      'exports/base.onnx.0123456789ab.tmp',
      'reports/chen-2020.html.0123456789ab.tmp',
      'explanations/run/1/3-seen.f32.0123456789ab.tmp',
      `datasets/${hex('a')}.tmp-AbCdEf/train.images.u8`,
      'runs/.deleted/gone/checkpoints/last-1.safetensors',
      'store/copies/copy-000001.db.tmp',
      'store/copies/copy-000001.db.tmp-journal',
      'host.json.77.tmp',
    ]
    for (const path of paths) write(workspace, path)
    expect(await leftBy(workspace, paths)).toEqual([])
  })

  it('removes whole files that it had no time to record, but never a checkpoint of a run that is not known', async () => {
    const workspace = crashedWorkspace()
    const orphans = [
      'weights/small-cnn-01234567.safetensors',
      `datasets/${hex('b')}/dataset.json`,
      'explanations/run/1/3-0123456789abcdef.f32',
      'explanations/run/features/2-1.f32',
      'runs/forked22/origin.safetensors',
    ]
    const kept = ['runs/unknown2/checkpoints/last-1.safetensors', 'weights/my-own-file.h5', 'exports/base.onnx']
    for (const path of [...orphans, ...kept]) write(workspace, path)
    expect(await leftBy(workspace, [...orphans, ...kept])).toEqual(kept)
  })

  it('leaves what is older than the host that was killed: its rows may be lost, not itself', async () => {
    const workspace = crashedWorkspace()
    const path = write(workspace, 'weights/small-cnn-01234567.safetensors')
    utimesSync(join(workspace, path), 1, crashedAt / 1000 - 1)
    expect(await leftBy(workspace, [path])).toEqual([path])
  })

  it('leaves whole files without rows where no host was killed', async () => {
    const workspace = workspaceWithDataset()
    const path = write(workspace, 'weights/small-cnn-01234567.safetensors')
    expect(await leftBy(workspace, [path])).toEqual([path])
  })
})
