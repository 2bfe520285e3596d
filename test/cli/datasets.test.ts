import { describe, expect, it } from 'vitest'
import { Dataset } from '../../src-main/contract/index.ts'
import { isBuilt } from '../support/command-line.ts'
import { leaveOut } from '../support/leave-out.ts'
import { serveWorkspace } from '../support/served-workspace.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { wnids, writeTinyImagenet } from '../support/tiny-imagenet-source.ts'
import { writeCorrupted } from '../support/write-corrupted.ts'

describe('adversarium datasets', () => {
  if (!isBuilt) return leaveOut('corrupted images from the command line', 'out/main/cli.cjs is not built')

  it('attaches a folder of corrupted images, says what it stands for, and detaches it', async () => {
    const workspace = await serveWorkspace(temporaryFolder())
    const source = await writeTinyImagenet(temporaryFolder())
    const files = [`${wnids[0]}/test_1.JPEG`, `${wnids[1]}/test_2.JPEG`]
    const folder = await writeCorrupted(temporaryFolder(), ['fog'], files)
    const imported = await workspace.run('datasets', 'import', source, '--json')
    const { id } = Dataset.parse(JSON.parse(imported.stdout))

    const attached = await workspace.run('datasets', 'attach-corrupted', folder, '--to', id)
    expect(attached).toMatchObject({ code: 0 })
    expect(attached.stdout).toContain(`1 corruption in ${folder}; its files are other photographs`)
    expect(attached.stdout).toContain('10 of 12 validation images have none and are left out.')
    const refused = await workspace.run('datasets', 'attach-corrupted', source, '--to', id)
    expect(refused.code).not.toBe(0)
    expect(refused.stdout + refused.stderr).toContain('holds no corruption in five severities')
    expect((await workspace.run('datasets', 'detach-corrupted', id)).stdout).not.toContain('photographs')
    await workspace.stop()
  })

  it('trains on an imported dataset by its id or title, as the import says', async () => {
    const workspace = await serveWorkspace(temporaryFolder())
    const source = await writeTinyImagenet(temporaryFolder())
    const imported = await workspace.run('datasets', 'import', source, '--name', 'my animals')
    const [, id] = /--set dataset=(\S+),/.exec(imported.stdout) ?? []
    const sweep = (name: string) =>
      workspace.run(
        ...['sweep', 'sample', '--set', `dataset=${name}`, '--set', 'epochs=1,2', '--dry-run', '--no-estimate'],
        '--json',
      )
    for (const name of [id ?? '', 'my animals']) {
      expect((await sweep(name)).stdout).toContain(`"imported":"${id}"`)
    }
    const refused = await sweep('my animal')
    expect(refused.code).toBe(2)
    expect(refused.stdout).toContain('There is neither an imported dataset nor a kind called \\"my animal\\".')
    expect(refused.stdout).toContain('Did you mean \\"my animals\\"?')
    await workspace.stop()
  })
})
