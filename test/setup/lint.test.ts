import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../support/temporary-folder.ts'

const root = resolve(import.meta.dirname, '../..')

/** What our rules say of a source at this path. */
function lint(path: string, source: string): { isClean: boolean; said: string } {
  const folder = temporaryFolder()
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
  writeFileSync(file, source)
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin/oxlint'), ['--deny-warnings', path], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { isClean: status === 0, said: `${stdout}${stderr}` }
}

describe('lint', () => {
  const using = (expression: string): string =>
    `import * as tf from '@tensorflow/tfjs-core'\nexport const x = (y: tf.Tensor): unknown => [tf.add(y, 1), ${expression}]\n`

  it.each(['tf.randomUniform([2])', 'tf.randomNormal([2], 0, 1, "float32", 7)', 'tf.dropout(y, 0.5)', 'Math.random()'])(
    'refuses %s in the core',
    (expression) => {
      const { isClean, said } = lint('src-main/core/ops/noise.ts', using(expression))
      expect(said).toContain('A traced step would freeze it')
      expect(isClean).toBe(false)
      expect(lint('src-main/core/ops/noise.ts', using('tf.sub(y, 1)')).isClean).toBe(true)
    },
  )
})
