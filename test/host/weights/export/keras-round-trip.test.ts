import { spawnSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { kerasApplication, openingLines } from '../../../../src-main/host/weights/export/opening-lines.ts'
import { writeExport } from '../../../../src-main/host/weights/export/write-export.ts'
import { identifyWeights } from '../../../../src-main/host/weights/identify.ts'
import { matchWeights } from '../../../../src-main/host/weights/match.ts'
import { readAny } from '../../../../src-main/host/weights/read/read-any.ts'
import { exportCases, exportedModel } from '../../../support/export-cases.ts'
import { formulaImage } from '../../../support/formula.ts'
import { useJavaScript } from '../../../support/javascript-backend.ts'
import { leaveOut } from '../../../support/leave-out.ts'
import { temporaryFolder } from '../../../support/temporary-folder.ts'
import { hasTensorflow, useTensorflow } from '../../../support/tensorflow-backend.ts'
import { modelOf, outputsOf, relativeDifference } from '../../../support/weight-files.ts'

process.env['TF_ENABLE_ONEDNN_OPTS'] = '0'

const python = process.env['ADVERSARIUM_PYTHON']
const size = 32
const classes = 7

if (python === undefined) {
  leaveOut('exports in real Keras', 'no Python with Keras in ADVERSARIUM_PYTHON')
} else {
  describe.each(exportCases)('exports of $name in real Keras', (each) => {
    beforeAll(async () => {
      await (hasTensorflow ? useTensorflow() : useJavaScript())
    })

    it('give the same logits there, and here once Keras saved them again', { timeout: 300_000 }, async () => {
      const folder = temporaryFolder()
      const { name, architecture } = each
      const model = exportedModel(each, size, classes)
      const { network, values } = model
      await writeExport('keras-h5', join(folder, `${name}.h5`), model)
      await writeExport('keras3-weights', join(folder, `${name}.weights.h5`), model)
      await writeExport('onnx', join(folder, `${name}.onnx`), model)
      const images = [2, 3].map((n) => formulaImage(n, size))
      const logits = [...outputsOf(network, modelOf(network, values), images).logits]
      const application = kerasApplication(model)?.call ?? null
      const lines = {
        h5: openingLines('keras-h5', `${name}.h5`, model),
        'weights.h5': openingLines('keras3-weights', `${name}.weights.h5`, model),
        onnx: openingLines('onnx', `${name}.onnx`, model),
      }
      const written = { name, size, application, lines, images: images.map((image) => [...image]), logits }
      writeFileSync(join(folder, 'cases.json'), JSON.stringify([written]))

      const script = resolve(import.meta.dirname, '../../../reference/weights-round-trip.py')
      const { status, stdout, stderr } = spawnSync(python, [script, folder], { encoding: 'utf8', maxBuffer: 2 ** 28 })
      console.log(stdout.trim())
      if (status !== 0) throw new Error(stderr.slice(-3000))
      const reports = stdout
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as { opened: string; difference: number })
      expect(reports.length).toBeGreaterThanOrEqual(3)
      for (const { opened, difference } of reports) expect(difference, opened).toBeLessThan(1e-4)

      const again = readdirSync(folder).filter((file) => file.includes('.again'))
      expect(again.length).toBeGreaterThanOrEqual(3)
      for (const file of again) {
        const read = await readAny(join(folder, file))
        expect(identifyWeights(read)?.architecture.id, file).toBe(architecture.id)
        const { values: matched, report } = matchWeights(read, network, { fileName: file, networkTitle: name })
        expect(report.matched, file).toBe(report.total)
        if (file.endsWith('.again.weights.h5')) {
          // As Keras before 3.9 wrote it: layers are only counted, in the order of its own model.
          const nameless = { ...read, layers: read.layers.map((layer) => ({ ...layer, name: null })) }
          const counted = matchWeights(nameless, network, { fileName: file, networkTitle: name })
          expect(counted.report.by).toBe('order')
          for (const [path, own] of counted.values) expect(sameBytes(own, matched.get(path)), path).toBe(true)
        }
        const outputs = outputsOf(network, modelOf(network, matched), images)
        const difference = relativeDifference(outputs.logits, logits)
        console.log(JSON.stringify({ name, opened: `${file} here, by ${report.by}`, difference }))
        expect(difference, file).toBeLessThan(1e-4)
      }
    })
  })
}

function sameBytes(a: Float32Array, b: Float32Array | undefined): boolean {
  const bytes = (values: Float32Array): Uint8Array =>
    new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  return b !== undefined && Buffer.compare(bytes(a), bytes(b)) === 0
}
