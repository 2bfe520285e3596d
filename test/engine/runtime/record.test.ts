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
  recordsSteps: true,
  card: { name: 'NVIDIA A100', driver: '550.54', computeCapability: 8, memoryBytes: 40 * 2 ** 30 },
  source: 'fetched',
  reason: 'TensorFlow fetched once into the user’s cache.',
}

describe('runtime record', () => {
  it('is read as it was written', () => {
    const folder = join(temporaryFolder(), 'native')
    writeRuntime(folder, record)
    expect(readRuntime(folder)).toEqual(record)
  })

  it('of an older program has no card and an addon that records steps', () => {
    const folder = temporaryFolder()
    const { card: _card, recordsSteps: _recordsSteps, ...old } = record
    writeFileSync(join(folder, 'runtime.json'), JSON.stringify(old))
    expect(readRuntime(folder)).toEqual({ ...record, card: null })
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
    const path = (given: Record<string, string>) =>
      runtimeEnvironment({ device: 'gpu', tensorflow }, given)['LD_LIBRARY_PATH']
    expect(path({ LD_LIBRARY_PATH: '/mine' })).toBe([...folders, '/mine'].join(':'))
    expect(path({})).toBe(folders.join(':'))
    expect(runtimeEnvironment({ device: 'cpu', tensorflow }, {})).not.toHaveProperty('LD_LIBRARY_PATH')
  })

  it('lets TensorFlow share a card’s memory, unless the user has set otherwise', () => {
    const onCard = { device: 'gpu', tensorflow: '/nowhere/tensorflow' } as const
    const hugePages = { GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1' }
    expect(runtimeEnvironment({ device: 'cpu', tensorflow: null }, {})).toEqual(hugePages)
    expect(runtimeEnvironment({ device: 'cpu', tensorflow: null }, { GLIBC_TUNABLES: '' })).toEqual({})
    expect(runtimeEnvironment(onCard, {})).toEqual({
      ...hugePages,
      TF_FORCE_GPU_ALLOW_GROWTH: 'true',
      TF_GPU_ALLOCATOR: 'cuda_malloc_async',
    })
    expect(runtimeEnvironment(onCard, { TF_GPU_ALLOCATOR: 'default' })).toEqual({
      ...hugePages,
      TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    })
  })
})
