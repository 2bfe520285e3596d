import { File as Hdf5File, FS, Module, ready } from 'h5wasm'

/** A file's bytes wherever they lie: on disk, within an archive, in memory. */
export interface Bytes {
  readonly size: number
  /** Fills `into` from this position on; returns how many bytes there were. */
  read(into: Uint8Array, position: number): number
}

/** What Emscripten's file system has and its types do not say. */
interface MemoryNode {
  stream_ops: object
}
interface MemoryFileSystem {
  createFile(folder: string, name: string, properties: object, canRead: boolean, canWrite: boolean): MemoryNode
  unlink(path: string): void
}

/**
 * Opens HDF5 for reading in a file system that holds this one file and nothing else, so that external links, external
 * storage and virtual datasets have nothing to reach, and nothing can be written. Throws where it is no sound HDF5.
 */
export async function openSandboxed(bytes: Bytes): Promise<Hdf5File> {
  await ready
  // Otherwise a failed read gives whatever the memory held.
  Module.activate_throwing_error_handler()
  const fileSystem = FS as unknown as MemoryFileSystem
  const node = fileSystem.createFile('/', 'file.h5', {}, true, false)
  // Emscripten's memory file takes its length from here.
  Object.defineProperty(node, 'usedBytes', { get: () => bytes.size })
  node.stream_ops = {
    ...node.stream_ops,
    read: (_: unknown, heap: Int8Array, offset: number, length: number, position: number) =>
      bytes.read(new Uint8Array(heap.buffer, heap.byteOffset + offset, length), position),
  }
  try {
    const file = new Hdf5File('/file.h5', 'r')
    if (file.file_id < 0n) throw new Error('not an HDF5 file')
    return file
  } catch (error) {
    fileSystem.unlink('/file.h5')
    throw error
  }
}

/** Closes it; another can be opened then. */
export function closeSandboxed(file: Hdf5File): void {
  Module.close_file(file.file_id)
  ;(FS as unknown as MemoryFileSystem).unlink('/file.h5')
}
