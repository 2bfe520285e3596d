import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { frostTextures } from '../../src-main/core/corruptions/frost.ts'
import { textureOf } from '../../src-main/core/corruptions/textures.ts'
import { provideTextures } from '../../src-main/engine/corruption-textures.ts'
import { hasTensorflow, tellSkipped, useTensorflow } from '../support/tensorflow-backend.ts'

tellSkipped('textures read beside TensorFlow')

const folder = resolve(import.meta.dirname, '../../resources/corruptions')
const none = { id: 'fog', params: {} }
const frost = { id: 'frost', params: {} }

describe('provideTextures', () => {
  it('reads nothing for a condition without textures', async () => {
    await provideTextures(none, join(folder, 'absent'))
    expect(() => textureOf('frost1.png')).toThrow('was not provided')
  })

  it('reads those of frost as RGB in their full size, beside TensorFlow where that is', async () => {
    if (hasTensorflow) await useTensorflow()
    await provideTextures(frost, folder)
    const sizes = frostTextures.map((name) => {
      const { height, width, pixels } = textureOf(name)
      expect(pixels).toHaveLength(height * width * 3)
      return `${width} × ${height}`
    })
    expect(sizes).toEqual(['900 × 600', '560 × 315', '560 × 315', '527 × 350', '660 × 495'])
  })

  it('has the files that the notice names, unchanged', () => {
    const notice = readFileSync(join(folder, 'NOTICE.md'), 'utf8')
    const files = readdirSync(folder).filter((name) => /\.(png|jpg)$/.test(name))
    expect(files.toSorted()).toEqual([...frostTextures].toSorted())
    for (const name of files) {
      const hash = createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex')
      expect(notice).toContain(hash)
    }
  })
})
