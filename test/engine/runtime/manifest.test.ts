import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chosenTensorflow, manifest } from '../../../src-main/engine/runtime/manifest.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

describe('chosenTensorflow', () => {
  const settings = (text: string): string => {
    const file = join(temporaryFolder(), 'settings.json')
    writeFileSync(file, text)
    return file
  }

  it('prefers the variable to the settings file, and is null without both', () => {
    const file = settings('{"tensorflow": "/from/settings"}')
    expect(chosenTensorflow({ ADVERSARIUM_TENSORFLOW: '/from/variable' }, file)).toEqual({
      path: '/from/variable',
      by: 'ADVERSARIUM_TENSORFLOW',
    })
    expect(chosenTensorflow({}, file)).toEqual({ path: '/from/settings', by: file })
    expect(chosenTensorflow({}, settings('{"theme": "dark"}'))).toBeNull()
    expect(chosenTensorflow({}, join(temporaryFolder(), 'settings.json'))).toBeNull()
  })

  it.each(['{"tensorflow": 3}', 'tensorflow=/somewhere'])('refuses settings that read %s, naming the file', (text) => {
    const file = settings(text)
    expect(() => chosenTensorflow({}, file)).toThrow(`${file} must be JSON like {"tensorflow": "<folder>"}.`)
  })
})

describe('manifest', () => {
  it('pins every wheel by version and hash', () => {
    const wheels = [...manifest.cpu.wheels, ...manifest.gpu.wheels]
    for (const wheel of wheels) {
      expect(wheel.sha256, wheel.package).toMatch(/^[0-9a-f]{64}$/)
      if (wheel.package.startsWith('tensorflow')) expect(wheel.version).toBe(manifest.version)
    }
    expect(new Set(wheels.map((wheel) => wheel.package)).size).toBe(wheels.length)
  })
})
