import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliError } from '../../src-main/contract/cli.ts'
import { isBuilt } from '../support/command-line.ts'
import { jpeg } from '../support/images.ts'
import { leaveOut } from '../support/leave-out.ts'
import { serveWorkspace, type ServedWorkspace } from '../support/served-workspace.ts'

describe('adversarium explain', () => {
  if (!isBuilt) return leaveOut('explained files from the command line', 'out/main/cli.cjs is not built')

  const config = {
    dataset: { id: 'shapes', params: { classes: 3, size: 16, train: 24, validation: 16 } },
    architecture: 'small-cnn:width=2,depth=2',
    ...{ batchSize: 8, epochs: 1, backend: 'javascript', conditions: [] },
  }
  let folder = ''
  let image = ''
  let workspace: ServedWorkspace
  const explain = async (...args: string[]) => {
    const { code, stdout } = await workspace.run('explain', 'small', ...args, '--json')
    return { code, answer: JSON.parse(code === 0 ? stdout : (stdout.split('\n').at(-1) ?? '')) as unknown }
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'adversarium-explain-'))
    image = join(folder, 'mine.jpg')
    // Larger than what fits into one piece of an upload.
    writeFileSync(
      image,
      await sharp(await jpeg(1, 900, 700))
        .png({ compressionLevel: 0 })
        .toBuffer(),
    )
    writeFileSync(join(folder, 'small.json'), JSON.stringify(config))
    workspace = await serveWorkspace(join(folder, 'workspace'))
    await workspace.run('run', join(folder, 'small.json'), '--json')
  })
  afterAll(async () => {
    await workspace.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('classifies a file of a run that was never evaluated, and writes its map', async () => {
    const out = join(folder, 'map.png')
    const asked = ['--method', 'gradient:sign=signed', '--target', '1-minus-2', '--out', out]
    expect(await explain(image, ...asked)).toMatchObject({
      code: 0,
      answer: {
        file: 'mine.jpg',
        fitted: 'Of its 900 × 700 px, the 700 × 700 in the middle were scaled to 16 × 16.',
        top5: [{ name: expect.any(String) }, {}, {}],
        map: { target: { class: 1, against: 2 } },
      },
    })
    expect(await sharp(out).metadata()).toMatchObject({ format: 'png', width: 16, height: 16 })
    const raw = join(folder, 'map.npz')
    expect((await explain(image, '--out', raw)).code).toBe(0)
    expect(readFileSync(raw).subarray(0, 2).toString()).toBe('PK')
    expect(readFileSync(raw).includes('map_0.npy')).toBe(true)
  })

  it('says what is wrong', async () => {
    const text = join(folder, 'words.png')
    writeFileSync(text, 'These are not pixels.')
    const wrong = [
      [join(folder, 'nowhere.png')],
      [folder],
      [text],
      [image, '--out', join(folder, 'map.gif')],
      [image, '--out', join(folder, 'map.png'), '--target', 'truth'],
      [image, '--method', 'gradient'],
      [image, '--out', join(image, 'map.png')],
      [image, '--checkpoint', '17'],
    ]
    const answers = []
    for (const args of wrong) answers.push(await explain(...args))
    expect(answers.map(({ answer }) => CliError.parse(answer).error.message)).toEqual([
      expect.stringContaining('nowhere.png'),
      expect.stringContaining('is no file'),
      expect.stringMatching(/^"words\.png" cannot be decoded/),
      expect.stringContaining('--out is a .png or .npz file'),
      expect.stringContaining('Nobody tells the true class'),
      expect.stringContaining('--method tells which map is written: it needs --out'),
      expect.stringMatching(/map\.png cannot be written/),
      expect.stringContaining('keeps no checkpoint "17"'),
    ])
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})
