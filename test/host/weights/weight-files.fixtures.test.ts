import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../../../src-main/contract/wire.ts'
import type { Shape3 } from '../../../src-main/core/network/network.ts'
import { identifyWeights } from '../../../src-main/host/weights/identify.ts'
import { matchWeights } from '../../../src-main/host/weights/match.ts'
import { readAny } from '../../../src-main/host/weights/read/read-any.ts'
import { fixtureFiles, readJson } from '../../support/fixtures.ts'
import { formulaImage } from '../../support/formula.ts'
import { useJavaScript } from '../../support/javascript-backend.ts'
import { leaveOut } from '../../support/leave-out.ts'
import { hasTensorflow, useTensorflow } from '../../support/tensorflow-backend.ts'
import { choiceOf, modelOf, networkFor, outputsOf, relativeDifference } from '../../support/weight-files.ts'

process.env['TF_ENABLE_ONEDNN_OPTS'] = '0'

interface Good {
  readonly file: string
  readonly feed: 'raw' | 'scaled'
  readonly parameters: number
  readonly logits?: number[][]
  readonly features?: { readonly first: number[] }
  readonly pooledFeatures?: number[][]
}
interface Expected {
  readonly network: { family: string; inputShape: Shape3; classes: number; [parameter: string]: unknown }
  readonly input: { readonly images: number[] }
  readonly good: readonly Good[]
  readonly bad: readonly { file: string; wrong: string; [key: string]: unknown }[]
}
interface Sample {
  readonly image: number | string
  readonly features: { readonly first: number[] }
  readonly pooledFirst: number[]
  readonly logits: number[]
}
interface SingleFile {
  readonly model: { readonly file: string; readonly bytes: number; readonly parameters: number; classes: string[] }
  readonly size: number
  readonly formulaImages: readonly Sample[]
  readonly photos: readonly Sample[]
}

const found = fixtureFiles('weight-files')
const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

beforeAll(async () => {
  await (hasTensorflow ? useTensorflow() : useJavaScript())
})

for (const { path } of found.filter(({ name }) => name === 'expected')) {
  const { network: wanted, input, good, bad } = readJson<Expected>(path)
  const { family, inputShape, classes, ...given } = wanted
  const choice = choiceOf(family, given as Record<string, number>)
  const network = networkFor(choice, inputShape, classes)
  const images = input.images.map((n) => formulaImage(n, inputShape[0]))

  describe('good weight files of Keras', () => {
    it.each(good)('reads, recognises and runs $file, and leaves it as it was', async (expected) => {
      const at = join(dirname(path), expected.file)
      const before = sha256(at)
      const file = await readAny(at)
      expect(sha256(at)).toBe(before)

      const identified = identifyWeights(file)
      expect(identified?.architecture).toEqual(choice)
      expect(identified?.isComplete).toBe(true)
      expect(identified?.parameters).toBe(expected.parameters)
      expect(identified?.classes).toBe(expected.logits ? classes : null)
      if (identified?.inputSize) expect(identified.inputSize).toEqual(inputShape.slice(0, 2))

      const { values, report } = matchWeights(file, network, { fileName: expected.file, networkTitle: family })
      expect(report.head).toBe(expected.logits ? 'loaded' : 'new')
      expect(report.matched).toBe(report.total - (expected.logits ? 0 : 2))
      expect(report.notes.join()).toMatch(expected.feed === 'raw' ? /scales pixels as the network/ : /prepared pixels/)
      const outputs = outputsOf(network, modelOf(network, values), images)
      if (expected.logits) expect(relativeDifference(outputs.logits, expected.logits.flat())).toBeLessThan(1e-4)
      if (expected.features) expect(relativeDifference(outputs.features, expected.features.first)).toBeLessThan(1e-4)
      for (const [n, pooled] of (expected.pooledFeatures ?? []).entries()) {
        const own = outputs.pooled.subarray((n * outputs.pooled.length) / images.length)
        expect(relativeDifference(own, pooled)).toBeLessThan(1e-4)
      }
    })
  })

  describe('bad weight files of Keras', () => {
    it.each(bad)('refuses $file: $wrong', async ({ file }) => {
      const load = async () => {
        const read = await readAny(join(dirname(path), file))
        return matchWeights(read, network, { fileName: file, networkTitle: family })
      }
      const error = await load().catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(AppError)
      const { code, message } = error as AppError
      expect(code).toBe('invalid-input')
      expect(message).toContain(file)
      expect(message).toMatch(/^[^\n]{20,250}\. Nothing was loaded\.$/)
    })
  })
}

const data = process.env['ADVERSARIUM_TEST_DATA']
for (const { name, path } of found.filter((each) => each.name !== 'expected')) {
  const { model, size, formulaImages, photos } = readJson<SingleFile>(path)
  const at = join(data ?? '', 'weights', model.file)
  if (data === undefined || !existsSync(at)) {
    leaveOut(name, `no weights/${model.file} below ADVERSARIUM_TEST_DATA`)
    continue
  }
  describe(`weights of ${model.file}`, () => {
    it('gives the features, pooled features and logits of Keras', async () => {
      const file = await readAny(at)
      const identified = identifyWeights(file)
      expect(identified).toMatchObject({ inputSize: [size, size], classes: model.classes.length, isComplete: true })
      expect(identified?.parameters).toBe(model.parameters)
      if (!identified) return
      const network = networkFor(identified.architecture, [size, size, 3], model.classes.length)
      const names = { fileName: model.file, networkTitle: identified.title }
      const { values, report } = matchWeights(file, network, names)
      expect(report).toMatchObject({ by: 'name', head: 'loaded', matched: report.total, unused: [] })
      const state = modelOf(network, values)
      for (const { image, features, pooledFirst, logits } of [...formulaImages, ...photos]) {
        const pixels = typeof image === 'number' ? formulaImage(image, size) : await photo(join(dirname(path), image))
        const outputs = outputsOf(network, state, [pixels])
        expect(relativeDifference(outputs.features, features.first)).toBeLessThan(1e-4)
        expect(relativeDifference(outputs.pooled, pooledFirst)).toBeLessThan(1e-4)
        expect(relativeDifference(outputs.logits, logits)).toBeLessThan(1e-4)
      }
    })
  })
}

async function photo(path: string): Promise<Float32Array> {
  return Float32Array.from(await sharp(path).removeAlpha().raw().toBuffer())
}
