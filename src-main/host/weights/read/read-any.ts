import { statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { limits, refuse } from '../refuse.ts'
import { formatShape, titleOf, type WeightFile } from '../weight-file.ts'
import { openFile, type OpenFile } from './file-bytes.ts'
import { readHdf5 } from './hdf5-reader.ts'
import { readKeras3Weights } from './read-keras3-weights.ts'
import { readKerasArchive } from './read-keras-archive.ts'
import { readKerasH5 } from './read-keras-h5.ts'
import { readSafetensors } from './read-safetensors.ts'
import { readTfjsLayers } from './read-tfjs-layers.ts'

const known = 'Known are Keras’s .h5, .weights.h5 and .keras, TensorFlow.js’s model.json, and .safetensors.'

/**
 * Reads a weight file in this thread; its format is told by its first bytes, not by its name. `within`: the folder that
 * nothing may be read outside of.
 */
export async function readAny(path: string, within?: string): Promise<WeightFile> {
  const file = await readByFormat(path, within)
  for (const layer of file.layers) {
    for (const { name, shape, values } of layer.tensors) {
      // Otherwise a few bytes could claim any number of classes.
      if (shape.includes(0)) {
        const what = `has nothing in "${titleOf(layer)}/${name}" ${formatShape(shape)}`
        throw refuse(basename(path), what, 'Save the model again.')
      }
      const at = firstNotFinite(values)
      if (at < 0) continue
      const what = Number.isNaN(values[at]) ? 'NaN' : 'an infinite value'
      throw refuse(basename(path), `has ${what} in "${titleOf(layer)}/${name}" (value ${at})`, 'Take an earlier save.')
    }
  }
  return file
}

/** A loop, not `findIndex`: a tenth of the time for the 89 million values of the largest network. */
function firstNotFinite(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i
  return -1
}

async function readByFormat(path: string, within: string | undefined): Promise<WeightFile> {
  const name = basename(path)
  if (statSync(path).isDirectory()) return readTfjsLayers(join(path, 'model.json'), within)
  const file = openFile(path, within)
  try {
    if (file.size > limits.fileBytes) throw refuse(name, `has ${(file.size / 2 ** 30).toFixed(1)} GiB, more than 4`)
    switch (formatOf(file)) {
      case 'hdf5':
        return await readHdf5(name, file, (reader) => {
          const isLegacy = reader.texts('/', 'layer_names') !== null || reader.kindOf('/model_weights') !== null
          return isLegacy ? readKerasH5(name, reader) : readKeras3Weights(name, reader)
        })
      case 'zip':
        return await readKerasArchive(path)
      case 'json':
        return readTfjsLayers(path, within)
      case 'safetensors':
        return readSafetensors(path)
      case 'pickle':
        throw refuse(name, 'is a Python pickle, which can run any code when it is opened', known)
      case null:
        throw refuse(name, 'is no weight file', known)
    }
  } finally {
    file.close()
  }
}

function formatOf(file: OpenFile): 'hdf5' | 'zip' | 'json' | 'safetensors' | 'pickle' | null {
  const start = Buffer.from(file.slice(0, Math.min(16, file.size)))
  if (start.subarray(0, 8).equals(Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'))) return 'hdf5'
  if (start.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))) return 'zip'
  // Opcode PROTO, then the version of the protocol.
  if (start[0] === 0x80 && (start[1] ?? 0) >= 2 && (start[1] ?? 9) <= 5) return 'pickle'
  if (start.length > 8 && start[8] === '{'.charCodeAt(0) && start.readBigUInt64LE(0) < file.size) return 'safetensors'
  return start.toString('latin1').trimStart().startsWith('{') ? 'json' : null
}
