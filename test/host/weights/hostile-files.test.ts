import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { File as Hdf5File, FS, ready } from 'h5wasm'
import { beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../../../src-main/contract/wire.ts'
import { matchWeights } from '../../../src-main/host/weights/match.ts'
import { writeExport } from '../../../src-main/host/weights/export/write-export.ts'
import { readAny } from '../../../src-main/host/weights/read/read-any.ts'
import { exportedModel } from '../../support/export-cases.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { networkFor } from '../../support/weight-files.ts'
import { writeZip } from '../../support/write-zip.ts'

const smallCnn = { name: 'small-cnn', architecture: { id: 'small-cnn', params: { width: 4, depth: 2 } }, gain: 1 }
const model = exportedModel(smallCnn, 32, 3)

beforeAll(() => ready)

/** The one sentence by which a file is refused. */
async function refusal(load: () => Promise<unknown>): Promise<string> {
  const error = await load().catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(AppError)
  const { code, message } = error as AppError
  expect(code).toBe('invalid-input')
  expect(message).toMatch(/^[^\n]{20,300} Nothing was (loaded|imported)\.$/)
  return message
}

/** A Keras file of one layer, as `change` leaves it. */
function writeHdf5(path: string, change: (file: Hdf5File) => void): string {
  const file = new Hdf5File('/made.h5', 'w')
  change(file)
  file.close()
  const memory = FS as unknown as { readFile(path: string): Uint8Array; unlink(path: string): void }
  writeFileSync(path, memory.readFile('/made.h5'))
  memory.unlink('/made.h5')
  return path
}

/** A header, and so many bytes behind it. */
function writeSafetensors(path: string, entries: object, bytes: number): void {
  const header = Buffer.from(JSON.stringify(entries))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  writeFileSync(path, Buffer.concat([length, header, Buffer.alloc(bytes)]))
}

const list = (file: Pick<Hdf5File, 'create_attribute'>, name: string, values: string[]): void =>
  file.create_attribute(name, values, [values.length], 'S')

describe('hostile HDF5', () => {
  const inFolder = (name: string): string => join(temporaryFolder(), name)

  it('refuses soft and external links, and those that lead in circles', async () => {
    const soft = writeHdf5(inFolder('soft.h5'), (file) => {
      file.create_group('layers')
      file.create_soft_link('/layers', 'layers/dense')
    })
    expect(await refusal(() => readAny(soft))).toMatch(/has a link at "\/layers\/dense"/)
    const circle = writeHdf5(inFolder('circle.h5'), (file) => {
      file.create_soft_link('/b', 'a')
      file.create_soft_link('/a', 'b')
      list(file, 'layer_names', ['a'])
    })
    expect(await refusal(() => readAny(circle))).toMatch(/"\/a" cannot be read/)
    const external = writeHdf5(inFolder('external.h5'), (file) => {
      file.create_external_link('/etc/passwd', '/', 'a')
      list(file, 'layer_names', ['a'])
    })
    expect(await refusal(() => readAny(external))).toMatch(/has a link at "\/a"/)
  })

  it('refuses groups that contain themselves', async () => {
    const path = writeHdf5(inFolder('hard.h5'), (file) => {
      file.create_group('layers')
      file.create_hard_link('/layers', 'layers/one')
      file.create_hard_link('/layers', 'layers/two')
    })
    expect(await refusal(() => readAny(path))).toMatch(/circles/)
  })

  it('refuses an attribute of 2 GB before it is read', async () => {
    const path = inFolder('attribute.h5')
    writeHdf5(path, (file) => file.create_attribute('layer_names', ['12345678901234567'], [1], 'S17'))
    // The number of its strings, within the file: one becomes 2 ** 27.
    const bytes = readFileSync(path)
    const at = bytes.indexOf('layer_names')
    const count = bytes.indexOf(Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]), at)
    expect(count).toBeGreaterThan(at)
    bytes.writeUInt32LE(2 ** 27, count)
    writeFileSync(path, bytes)
    expect(await refusal(() => readAny(path))).toMatch(/is damaged|no Keras layers/)
  })

  it('refuses more values than a file of its size can hold', async () => {
    const path = writeHdf5(inFolder('bomb.h5'), (file) => {
      list(file, 'layer_names', ['a'])
      list(file.create_group('a'), 'weight_names', ['kernel'])
      const values = { name: 'kernel', data: new Float32Array(1), shape: [1], maxshape: [null], chunks: [1] }
      file.create_group('a2')
      const kernel = (file.get('a') as Hdf5File).create_dataset({ ...values, dtype: '<f' })
      kernel.resize([2 ** 28])
    })
    expect(await refusal(() => readAny(path))).toMatch(/claims 1\.0 GiB of values/)
  })

  it('refuses a layer or a variable that is listed and not there', async () => {
    const layer = writeHdf5(inFolder('layer.h5'), (file) => list(file, 'layer_names', ['a']))
    expect(await refusal(() => readAny(layer))).toMatch(/lists the layer "a"/)
    const variable = writeHdf5(inFolder('variable.h5'), (file) => {
      list(file, 'layer_names', ['a'])
      list(file.create_group('a'), 'weight_names', ['a/kernel:0'])
    })
    expect(await refusal(() => readAny(variable))).toMatch(/lists the variable/)
  })
})

describe('other files', () => {
  it('says what a pickle and a PyTorch file are, whatever they are called', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'model.h5'), Buffer.from('\x80\x04\x95\x10\0\0\0\0\0\0\0}\x94.', 'latin1'))
    expect(await refusal(() => readAny(join(folder, 'model.h5')))).toMatch(/is a Python pickle/)
    writeZip(join(folder, 'model.keras'), [{ name: 'archive/data.pkl', bytes: Buffer.from('x') }])
    expect(await refusal(() => readAny(join(folder, 'model.keras')))).toMatch(/is a PyTorch file/)
  })

  it('refuses archives that unfold without end or point outside', async () => {
    const folder = temporaryFolder()
    const config = { name: 'config.json', bytes: Buffer.from('{}') }
    const zeros = { name: 'model.weights.h5', bytes: new Uint8Array(2 ** 27) }
    writeZip(join(folder, 'bomb.keras'), [config, { name: 'metadata.json', bytes: Buffer.from('{}') }, zeros])
    expect(await refusal(() => readAny(join(folder, 'bomb.keras')))).toMatch(/would unpack model.weights.h5/)
    writeZip(join(folder, 'outside.keras'), [config, { name: '../outside', bytes: Buffer.from('x') }])
    expect(await refusal(() => readAny(join(folder, 'outside.keras')))).toMatch(/points outside of it/)
  })

  it('refuses shards outside of the folder, quantized, missing or short', async () => {
    const folder = join(temporaryFolder(), 'tfjs')
    await writeExport('tfjs-layers', folder, model)
    const path = join(folder, 'model.json')
    const text = readFileSync(path, 'utf8')
    const changed = (from: string, to: string): Promise<string> => {
      writeFileSync(path, text.replace(from, to))
      return refusal(() => readAny(folder))
    }
    expect(await changed('"group1-shard', '"../group1-shard')).toMatch(/points outside/)
    expect(await changed('"group1-shard', '"group2-shard')).toMatch(/needs "group2-shard/)
    expect(await changed('],"dtype":"float32"', '],"dtype":"float32","quantization":{}')).toMatch(/quantized/)
    expect(await changed('"shape":[3]', '"shape":[4]')).toMatch(/its shards have/)
    expect(await changed('"layers-model"', '"graph-model"')).toMatch(/graph model/)
  })

  it('refuses safetensors that are cut off or of another type', async () => {
    const path = join(temporaryFolder(), 'model.safetensors')
    await writeExport('safetensors', path, model)
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.subarray(0, -4))
    expect(await refusal(() => readAny(path))).toMatch(/is cut off/)
    writeFileSync(path, Buffer.from(bytes.toString('latin1').replace('"F32"', '"F16"'), 'latin1'))
    expect(await refusal(() => readAny(path))).toMatch(/as F16, expected F32/)
  })

  it('refuses safetensors that claim much with few bytes: any number of classes, the same bytes again and again', async () => {
    const path = join(temporaryFolder(), 'model.safetensors')
    const kernel = { dtype: 'F32', shape: [0, 3_000_000_000], data_offsets: [0, 0] }
    writeSafetensors(path, { 'predictions/kernel': kernel }, 0)
    expect(await refusal(() => readAny(path))).toMatch(/has nothing in "predictions\/kernel" \[0, 3000000000\]/)
    const shared = Array.from({ length: 1000 }, (_, i) => [
      `layer_${i}/kernel`,
      { dtype: 'F32', shape: [1_000], data_offsets: [i, i + 4_000] },
    ])
    writeSafetensors(path, Object.fromEntries(shared), 5_000)
    expect(await refusal(() => readAny(path))).toMatch(/has "layer_1\/kernel" in bytes of another variable/)
  })

  it('does not wait for pipes, as files or as shards', { timeout: 10_000 }, async () => {
    const pipe = join(temporaryFolder(), 'model.h5')
    execFileSync('mkfifo', [pipe])
    expect(await refusal(() => readAny(pipe))).toMatch(/"model.h5" is neither a file nor a folder/)
    const folder = join(temporaryFolder(), 'tfjs')
    await writeExport('tfjs-layers', folder, model)
    const shard = join(folder, 'group1-shard1of1.bin')
    rmSync(shard)
    execFileSync('mkfifo', [shard])
    expect(await refusal(() => readAny(folder))).toMatch(/"group1-shard1of1.bin" is neither a file nor a folder/)
  })
})

describe('files of other networks', () => {
  const load = async (format: 'keras-h5' | 'keras3-weights'): Promise<Awaited<ReturnType<typeof readAny>>> => {
    const path = join(temporaryFolder(), 'small.h5')
    await writeExport(format, path, model)
    return readAny(path)
  }

  it.each(['keras-h5', 'keras3-weights'] as const)('refuses another architecture in %s', async (format) => {
    const file = await load(format)
    const network = networkFor({ id: 'mobilenet-v2', params: {} }, [32, 32, 3], 3)
    const message = await refusal(async () =>
      matchWeights(file, network, { fileName: 'small.h5', networkTitle: 'MobileNetV2' }),
    )
    expect(message).toMatch(/does not fit MobileNetV2: of its 104 layers the file has/)
  })

  it('refuses a deeper network of the same family, which has all of the layers', async () => {
    const file = await load('keras-h5')
    const network = networkFor({ id: 'small-cnn', params: { width: 4, depth: 1 } }, [32, 32, 3], 3)
    const message = await refusal(async () =>
      matchWeights(file, network, { fileName: 'small.h5', networkTitle: 'Small CNN' }),
    )
    expect(message).toMatch(/has the layer "stage2_conv", which the network has not/)
  })

  it('goes by order where the layers have other names, as Keras does', async () => {
    const file = await load('keras-h5')
    const renamed = file.layers.map((layer, i) => (i === 0 ? { ...layer, name: 'first' } : layer))
    const names = { fileName: 'small.h5', networkTitle: 'Small CNN' }
    const { values, report } = matchWeights({ ...file, layers: renamed }, model.network, names)
    expect(report).toMatchObject({ by: 'order', matched: report.total, head: 'loaded', unused: [] })
    expect(report.notes).toContain('The file names its layers otherwise than the network: they were matched by order.')
    expect(values).toEqual(model.values)
    const shorter = { ...file, layers: renamed.slice(1) }
    expect(await refusal(async () => matchWeights(shorter, model.network, names))).toMatch(/"stage1_conv" is missing/)
  })

  it('takes all but a head of other classes, and says so', async () => {
    const file = await load('keras3-weights')
    const network = networkFor({ id: 'small-cnn', params: { width: 4, depth: 2 } }, [32, 32, 3], 10)
    const { values, report } = matchWeights(file, network, { fileName: 'small.h5', networkTitle: 'Small CNN' })
    expect(report).toMatchObject({ head: 'new', headReason: "the file's has 3 classes", matched: report.total - 2 })
    expect(values.has('predictions/kernel')).toBe(false)
    expect(values.get('stage1_conv/kernel')).toEqual(model.values.get('stage1_conv/kernel'))
  })
})
