import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { checkWheel, unpackWheel } from '../../../src-main/engine/runtime/fetch.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { writeZip } from '../../support/write-zip.ts'

describe('checkWheel', () => {
  const wheel = (name: string): string => {
    const path = join(temporaryFolder(), name)
    writeFileSync(path, 'a wheel')
    return path
  }
  const sha256 = createHash('sha256').update('a wheel').digest('hex')
  const name = 'tensorflow_cpu-2.21.0-cp313-cp313-manylinux_2_27_x86_64.whl'
  const pinned = { package: 'tensorflow-cpu', version: '2.21.0', sha256 }

  it('takes the pinned wheel', async () => {
    await expect(checkWheel(wheel(name), [pinned])).resolves.toBeUndefined()
  })

  it('refuses another content and says which was expected and which came', async () => {
    const other = { ...pinned, sha256: '0'.repeat(64) }
    await expect(checkWheel(wheel(name), [other])).rejects.toMatchObject({
      code: 'no-backend',
      message: `${name} must have SHA-256 ${'0'.repeat(64)}: got ${sha256}. It was not used.`,
    })
  })

  it('refuses a wheel of which one byte differs', async () => {
    const path = wheel(name)
    await checkWheel(path, [pinned])
    const bytes = readFileSync(path)
    bytes.writeUInt8(bytes.readUInt8(3) ^ 1, 3)
    writeFileSync(path, bytes)
    await expect(checkWheel(path, [pinned])).rejects.toThrow('It was not used.')
  })

  it('refuses a wheel that is not pinned at all', async () => {
    await expect(checkWheel(wheel('tensorflow_cpu-2.20.0-cp313.whl'), [pinned])).rejects.toMatchObject({
      code: 'no-backend',
    })
  })
})

describe('unpackWheel', () => {
  it("keeps libraries, headers and CUDA, whose programs stay executable, and leaves Python's files", async () => {
    const folder = temporaryFolder()
    const bytes = Buffer.from('content')
    const names = [
      'tensorflow/__init__.py',
      'tensorflow/include/tensorflow/c/c_api.h',
      'tensorflow/include/Eigen/Core',
      'tensorflow/libtensorflow_cc.so.2',
      'tensorflow/libtensorflow_framework.so.2',
      'tensorflow/python/_pywrap.so',
      'nvidia/cudnn/lib/libcudnn.so.9',
    ]
    const program = { name: 'nvidia/cuda_nvcc/bin/ptxas', bytes, mode: 0o100755 }
    writeZip(join(folder, 'some.whl'), [...names.map((name) => ({ name, bytes })), program])
    const root = join(folder, 'root')
    await unpackWheel(join(folder, 'some.whl'), root)
    const found = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(found.map((entry) => entry.name).toSorted()).toEqual([
      'c_api.h',
      'libcudnn.so.9',
      'libtensorflow_cc.so.2',
      'libtensorflow_framework.so.2',
      'ptxas',
    ])
    expect(statSync(join(root, program.name)).mode & 0o111).not.toBe(0)
  })
})
