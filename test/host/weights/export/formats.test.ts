import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { beforeAll, describe, expect, it } from 'vitest'
import { writeExport } from '../../../../src-main/host/weights/export/write-export.ts'
import { matchWeights } from '../../../../src-main/host/weights/match.ts'
import { readAny } from '../../../../src-main/host/weights/read/read-any.ts'
import { exportCases, exportedModel } from '../../../support/export-cases.ts'
import { formulaImage } from '../../../support/formula.ts'
import { useJavaScript } from '../../../support/javascript-backend.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'
import { hasTensorflow, useTensorflow } from '../../../support/tensorflow-backend.ts'
import { modelOf, outputsOf, relativeDifference } from '../../../support/weight-files.ts'

const size = 32
const classes = 5
const images = [2, 3].map((n) => formulaImage(n, size))
const pixels = Float32Array.from(images.flatMap((image) => [...image].map((value) => value / 255)))

beforeAll(async () => {
  await (hasTensorflow ? useTensorflow() : useJavaScript())
})

describe.each(exportCases)('exports of $name', (each) => {
  it('give the same logits in ONNX Runtime, in TensorFlow.js and here again', { timeout: 300_000 }, async () => {
    const model = exportedModel(each, size, classes)
    const expected = [...outputsOf(model.network, modelOf(model.network, model.values), images).logits]
    const folder = temporaryFolder()

    await writeExport('onnx', join(folder, 'model.onnx'), model)
    const session = await InferenceSession.create(join(folder, 'model.onnx'))
    const feeds = { images: new Tensor('float32', pixels, [2, size, size, 3]) }
    const { logits } = await session.run(feeds)
    expect(relativeDifference(logits?.data as Float32Array, expected)).toBeLessThan(1e-4)
    await session.release()

    await writeExport('tfjs-layers', join(folder, 'tfjs'), model)
    const layers = await loadLayers(join(folder, 'tfjs'))
    const predicted = tf.tidy(() => (layers.predict(tf.tensor4d(pixels, [2, size, size, 3])) as tf.Tensor).dataSync())
    layers.dispose()
    expect(relativeDifference(predicted, expected)).toBeLessThan(1e-4)

    await writeExport('safetensors', join(folder, 'model.safetensors'), model)
    for (const file of ['tfjs', 'model.safetensors']) {
      const read = await readAny(join(folder, file))
      const names = { fileName: file, networkTitle: each.name }
      const { values, report } = matchWeights(read, model.network, names)
      expect(report).toMatchObject({ by: 'name', matched: report.total, head: 'loaded' })
      const again = outputsOf(model.network, modelOf(model.network, values), images).logits
      expect(relativeDifference(again, expected)).toBeLessThan(1e-5)
    }
  })
})

/** TensorFlow.js's own loader, with the files from disk. */
async function loadLayers(folder: string): Promise<tf.LayersModel> {
  const json = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as tf.io.ModelJSON
  const [group] = json.weightsManifest
  const bytes = new Uint8Array(readFileSync(join(folder, group?.paths[0] ?? '')))
  const artifacts = { modelTopology: json.modelTopology, weightSpecs: group?.weights ?? [], weightData: bytes.buffer }
  return tf.loadLayersModel(tf.io.fromMemory(artifacts as tf.io.ModelArtifacts))
}
