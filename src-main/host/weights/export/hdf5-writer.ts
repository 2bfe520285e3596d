import { closeSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { File as Hdf5File, FS, Module, ready, type Group } from 'h5wasm'

/** Writes HDF5 of groups, float32 variables and texts, as h5py would. Paths begin with `/`; groups come before what is in them. */
export interface Hdf5Writer {
  group(path: string): void
  tensor(path: string, shape: readonly number[], values: Float32Array): void
  /** A counter, int64. */
  counter(path: string, value: number): void
  text(path: string, attribute: string, value: string): void
  texts(path: string, attribute: string, values: readonly string[]): void
}

interface DiskNode {
  stream_ops: object
  node_ops: { setattr(node: DiskNode, attributes: { size?: number }): void }
}

/** Makes the file and syncs it. HDF5 writes through to the disk: no second copy of the values is held. */
export async function writeHdf5(path: string, write: (writer: Hdf5Writer) => void): Promise<void> {
  await ready
  Module.activate_throwing_error_handler()
  const disk = openSync(path, 'w+')
  mountDisk(disk)
  const file = new Hdf5File('/export.h5', 'w')
  try {
    write(createWriter(file))
    file.close()
    fsyncSync(disk)
  } finally {
    ;(FS as unknown as { unlink(path: string): void }).unlink('/export.h5')
    closeSync(disk)
  }
}

/** Puts an open file into Emscripten's file system as `/export.h5`. */
function mountDisk(disk: number): void {
  const fileSystem = FS as unknown as {
    createFile(folder: string, name: string, properties: object, canRead: boolean, canWrite: boolean): DiskNode
  }
  const node = fileSystem.createFile('/', 'export.h5', {}, true, true)
  let size = 0
  const resize = (to: number): void => {
    size = to
    ftruncateSync(disk, to)
  }
  // Emscripten's memory file takes its length from here.
  Object.defineProperty(node, 'usedBytes', { get: () => size, set: resize })
  node.node_ops = {
    ...node.node_ops,
    setattr: (_, attributes) => attributes.size !== undefined && resize(attributes.size),
  }
  const bytesAt = (heap: Int8Array, offset: number, length: number): Uint8Array =>
    new Uint8Array(heap.buffer, heap.byteOffset + offset, length)
  node.stream_ops = {
    ...node.stream_ops,
    read: (_: unknown, heap: Int8Array, offset: number, length: number, position: number) =>
      readSync(disk, bytesAt(heap, offset, length), 0, length, position),
    write(_: unknown, heap: Int8Array, offset: number, length: number, position: number) {
      const bytes = bytesAt(heap, offset, length)
      for (let done = 0; done < length;) done += writeSync(disk, bytes, done, length - done, position + done)
      size = Math.max(size, position + length)
      return length
    },
  }
}

function createWriter(file: Hdf5File): Hdf5Writer {
  const at = (path: string): Group => file.get(path === '' ? '/' : path) as Group
  // Names of Keras 2 have slashes, which HDF5 takes for groups.
  const withParents = (path: string): void => {
    const parts = path.split('/').slice(1)
    parts.forEach((_, i) => {
      const group = `/${parts.slice(0, i + 1).join('/')}`
      if (Module.get_type(file.file_id, group) !== Module.H5G_GROUP) file.create_group(group.slice(1))
    })
  }
  const create = (path: string, data: Float32Array | bigint[], shape: readonly number[], dtype: string): void => {
    const split = path.lastIndexOf('/')
    withParents(path.slice(0, split))
    const values = dtype === '<q' ? BigInt64Array.from(data as bigint[]) : (data as Float32Array)
    at(path.slice(0, split)).create_dataset({ name: path.slice(split + 1), data: values, shape: [...shape], dtype })
  }
  return {
    group: withParents,
    tensor: (path, shape, values) => create(path, values, shape, '<f'),
    counter: (path, value) => create(path, [BigInt(value)], [], '<q'),
    text: (path, attribute, value) => at(path).create_attribute(attribute, value, [], 'S'),
    texts(path, attribute, values) {
      // As NumPy has it, an empty list is one of floats.
      if (values.length === 0) at(path).create_attribute(attribute, new Float32Array(0), [0], '<f')
      else at(path).create_attribute(attribute, [...values], [values.length], 'S')
    },
  }
}
