import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  readRuntime,
  runtimeEnvironment,
  writeRuntime,
  type RuntimeRecord,
} from '../../../src-main/engine/runtime/record.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const record: RuntimeRecord = {
  backend: 'tensorflow',
  device: 'gpu',
  tensorflow: '/cache/tensorflow',
  version: '2.21.0',
  addon: '/out/native/adversarium_binding.node',
  source: 'fetched',
  reason: 'TensorFlow fetched once into the user’s cache.',
}

describe('runtime record', () => {
  it('is read as it was written', () => {
    const folder = join(temporaryFolder(), 'native')
    writeRuntime(folder, record)
    expect(readRuntime(folder)).toEqual(record)
  })

  it.each([
    ['there is none', null],
    ['it is cut', '{"backend": "tens'],
    ['it names an unknown backend', JSON.stringify({ ...record, backend: 'cuda' })],
  ])('means the JavaScript backend, with a reason, where %s', (_, text) => {
    const folder = temporaryFolder()
    if (text !== null) writeFileSync(join(folder, 'runtime.json'), text)
    const read = readRuntime(folder)
    expect(read).toMatchObject({ backend: 'javascript', addon: null, tensorflow: null })
    expect(read.reason).toContain('npm start')
  })
})

describe('runtimeEnvironment', () => {
  it("names CUDA's folders before what the user has set, on a card only", () => {
    const root = temporaryFolder()
    for (const part of ['cublas/lib', 'cudnn/lib', 'cuda_nvcc/bin']) {
      mkdirSync(join(root, 'nvidia', part), { recursive: true })
    }
    const tensorflow = join(root, 'tensorflow')
    const folders = ['cublas', 'cudnn'].map((part) => join(root, 'nvidia', part, 'lib'))
    expect(runtimeEnvironment({ device: 'gpu', tensorflow }, { LD_LIBRARY_PATH: '/mine' })).toEqual({
      LD_LIBRARY_PATH: [...folders, '/mine'].join(':'),
    })
    expect(runtimeEnvironment({ device: 'gpu', tensorflow }, {})).toEqual({ LD_LIBRARY_PATH: folders.join(':') })
    expect(runtimeEnvironment({ device: 'cpu', tensorflow }, {})).toEqual({})
  })
})
