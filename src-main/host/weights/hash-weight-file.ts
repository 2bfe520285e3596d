import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { WeightFormat } from '../../contract/weights.ts'
import { parseJson } from '../../contract/parse-json.ts'
import { openFile } from './read/file-bytes.ts'

const Manifest = z.object({ weightsManifest: z.array(z.object({ paths: z.array(z.string()) })) })
const chunkBytes = 2 ** 20

/** SHA-256 of a weight file that was read; of a TensorFlow.js model's `model.json` and its shards one after another. */
export function hashWeightFile(path: string, format: WeightFormat, within?: string): string {
  const hash = createHash('sha256')
  const chunk = new Uint8Array(chunkBytes)
  for (const name of filesOf(path, format)) {
    const file = openFile(name, within)
    try {
      let position = 0
      for (let count = file.read(chunk, 0); count > 0; count = file.read(chunk, position)) {
        hash.update(chunk.subarray(0, count))
        position += count
      }
    } finally {
      file.close()
    }
  }
  return hash.digest('hex')
}

function filesOf(path: string, format: WeightFormat): string[] {
  if (format !== 'tfjs-layers') return [path]
  const model = statSync(path).isDirectory() ? join(path, 'model.json') : path
  const { weightsManifest } = Manifest.parse(parseJson(readFileSync(model, 'utf8')))
  return [model, ...weightsManifest.flatMap(({ paths }) => paths.map((shard) => join(dirname(model), shard)))]
}
