import { basename } from 'node:path'
import { openZip } from '../../datasets/zip-source.ts'
import { parseJson } from '../../../contract/parse-json.ts'
import { limits, refuse } from '../refuse.ts'
import type { WeightFile } from '../weight-file.ts'
import { bytesOf } from './file-bytes.ts'
import { readHdf5 } from './hdf5-reader.ts'
import { readModelConfig } from './model-config.ts'
import { nameLayers, readKeras3Weights } from './read-keras3-weights.ts'

/**
 * Reads Keras's zip `.keras`: `config.json` describes the model, `model.weights.h5` holds its variables. Entries are
 * unpacked in memory, never to disk. Throws `invalid-input`.
 */
export async function readKerasArchive(path: string): Promise<WeightFile> {
  const name = basename(path)
  const source = await openZip(path)
  try {
    const take = async (entry: string, most: number): Promise<Uint8Array> => {
      const file = source.files.find((each) => each.path === entry)
      const address = file && source.locate(entry).entry
      if (!file || !address) {
        const pickled = source.files.some((each) => each.path.endsWith('.pkl'))
        throw pickled
          ? refuse(
              name,
              'is a PyTorch file, which needs Python to open',
              'Save it as safetensors, or as Keras weights.',
            )
          : refuse(name, `is a zip without ${entry}, so no Keras model`, 'Choose a file that Keras saved.')
      }
      if (file.bytes > most || file.bytes > limits.expansion * address.compressedBytes + limits.slackBytes) {
        throw refuse(name, `would unpack ${entry} to ${file.bytes} bytes`, 'Use only files from sources you trust.')
      }
      return source.read(entry).catch((error: Error) => {
        throw refuse(name, `is damaged: ${entry} ${error.message}`, 'Download or copy the file again.', error)
      })
    }
    const text = async (entry: string): Promise<unknown> =>
      parseJson(new TextDecoder().decode(await take(entry, limits.jsonBytes)))
    const description = await text('config.json')
    const metadata = (await text('metadata.json')) as { keras_version?: unknown } | null
    const weights = bytesOf(await take('model.weights.h5', limits.fileBytes))
    const file = await readHdf5(name, weights, (reader) => readKeras3Weights(name, reader))
    const config = readModelConfig(description)
    const kerasVersion = typeof metadata?.keras_version === 'string' ? metadata.keras_version : null
    return { ...(config ? nameLayers(file, config) : file), format: 'keras-archive', kerasVersion }
  } finally {
    source.close()
  }
}
