import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { manifest } from '../../../src-main/engine/runtime/manifest.ts'
import { nvidiaDriver } from '../../../src-main/engine/runtime/probe.ts'
import {
  readRuntime,
  runtimeEnvironment,
  writeRecord,
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

describe('the record of an installed program', () => {
  const place = (installed: Partial<RuntimeRecord> | null) => {
    const folder = temporaryFolder()
    const native = join(folder, 'native')
    const shipped = { tensorflow: 'tensorflow', addon: 'adversarium_binding.node', card: null, device: 'cpu' } as const
    writeRuntime(native, { ...record, ...shipped, source: 'shipped' })
    const file = join(folder, 'cache/runtime.json')
    if (installed !== null) writeRecord(file, { ...record, card: null, ...installed })
    return { native, file, folder }
  }
  /** What isTensorflowFolder looks for. */
  const makeTensorflow = (folder: string): void => {
    for (const path of [...manifest.libraries, 'include/tensorflow/c/c_api.h', 'include/tensorflow/c/eager/c_api.h']) {
      mkdirSync(join(folder, path, '..'), { recursive: true })
      writeFileSync(join(folder, path), '')
    }
  }

  it('names what lies beside it, wherever the program lies', () => {
    const { native, file } = place(null)
    const read = { tensorflow: join(native, 'tensorflow'), addon: join(native, 'adversarium_binding.node') }
    expect(readRuntime(native, file)).toMatchObject({ ...read, source: 'shipped', device: 'cpu' })
  })

  it.runIf(nvidiaDriver() === null)('makes way for what its user installed, under the addon of its own', () => {
    const tensorflow = join(temporaryFolder(), 'tensorflow')
    const { native, file } = place({ tensorflow })
    // Not there yet.
    expect(readRuntime(native, file)).toMatchObject({ source: 'shipped' })
    makeTensorflow(tensorflow)
    const addon = join(native, 'adversarium_binding.node')
    expect(readRuntime(native, file)).toMatchObject({ tensorflow, addon, device: 'gpu', source: 'fetched' })
    expect(readRuntime(native, null)).toMatchObject({ source: 'shipped' })
  })

  it('does not for another version, nor under another driver', () => {
    const tensorflow = join(temporaryFolder(), 'tensorflow')
    makeTensorflow(tensorflow)
    const older = place({ tensorflow, version: '2.20.0' })
    expect(readRuntime(older.native, older.file)).toMatchObject({ source: 'shipped', reason: record.reason })
    const moved = place({ tensorflow, card: record.card && { ...record.card, driver: '1.0' } })
    expect(readRuntime(moved.native, moved.file)).toMatchObject({ source: 'shipped', device: 'cpu' })
    expect(readRuntime(moved.native, moved.file).reason).toContain('runtime install gpu')
  })
})

describe('runtimeEnvironment', () => {
  it("names CUDA's folders before what the user has set, on a card only", () => {
    const root = temporaryFolder()
    for (const part of ['cublas/lib', 'cudnn/lib', 'cuda_nvcc/bin']) {
      mkdirSync(join(root, 'nvidia', part), { recursive: true })
    }
    const tensorflow = join(root, 'tensorflow')
    const folders = [tensorflow, ...['cublas', 'cudnn'].map((part) => join(root, 'nvidia', part, 'lib'))]
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
