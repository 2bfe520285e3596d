import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Sharp } from 'sharp'
import { catalog } from '../../src-main/core/catalog.ts'
import { writeExport } from '../../src-main/host/weights/export/write-export.ts'
import { exportedModel } from '../support/export-cases.ts'
import { picture } from '../support/images.ts'
import { entryOf, packZip } from '../support/pack-zip.ts'
import { workspaceWords } from './furnish.ts'
import type { Room } from './room.ts'
import type { Seeds } from './target.ts'

const small = { name: 'small', architecture: { id: 'small-cnn', params: { width: 4, depth: 1 } }, gain: 1 }
const presets = resolve(import.meta.dirname, '../../resources/presets')

/** Sound files of every kind, made here, and some of Keras's own where there are fixtures. */
export async function makeSeeds({ cases }: Room): Promise<Seeds> {
  const model = exportedModel(small, 16, 3)
  const write = async (
    format: 'keras3-weights' | 'keras-h5' | 'safetensors' | 'tfjs-layers',
    name: string,
  ): Promise<string> => {
    await writeExport(format, join(cases, name), model)
    return join(cases, name)
  }
  const keras3 = readFileSync(await write('keras3-weights', 'seed.weights.h5'))
  const keras2 = readFileSync(await write('keras-h5', 'seed.h5'))
  const safetensors = readFileSync(await write('safetensors', 'seed.safetensors'))
  // Its shards stay where they are: cases are read from beside them.
  const tfjs = readFileSync(join(await write('tfjs-layers', 'tfjs'), 'model.json'))
  const description = Buffer.from(JSON.stringify({ class_name: 'Functional', config: { name: 'm', layers: [] } }))
  const parts = [
    entryOf('config.json', description),
    entryOf('metadata.json', Buffer.from('{"keras_version":"3.9.0"}')),
    entryOf('model.weights.h5', keras3),
  ]
  const keras = packZip({ entries: parts, comment: Buffer.alloc(0), claims: {} })
  const pictures = await makePictures()
  const configs = readdirSync(presets)
    .toSorted()
    .map((name) => (JSON.parse(readFileSync(join(presets, name), 'utf8')) as { config: unknown }).config)
  return {
    files: {
      zip: pictures.slice(0, 4),
      image: pictures,
      h5: [keras3, keras2, keras3, keras2, ...fixtures('keras2-nested-full.h5')],
      keras: [keras, keras, keras, ...fixtures('keras3.keras')],
      safetensors: [safetensors],
      tfjs: [tfjs],
      logs: logSeeds(),
      // Only to warm up: cases are made from `configs`.
      config: [
        Buffer.from(JSON.stringify({ text: JSON.stringify(configs[0]), settings: ['epochs=3', 'objective=trades'] })),
      ],
    },
    words: words(),
    configs,
  }
}

/** What Keras, W&B and others wrote, each behind the byte of its kind. */
function logSeeds(): Uint8Array[] {
  const logs = join(import.meta.dirname, '../fixtures/imported-runs')
  const all = readdirSync(logs, { recursive: true, encoding: 'utf8' }).toSorted()
  const of = (kind: number, isMeant: (name: string) => boolean): Uint8Array[] =>
    all.filter(isMeant).map((name) => Buffer.concat([Buffer.of(kind), readFileSync(join(logs, name))]))
  const row = (step: number): string => JSON.stringify({ _step: step, epoch: step / 10, loss: 1 / step, a: { b: [1] } })
  return [
    ...of(0, (name) => name.includes('tfevents')),
    ...of(1, (name) => name.endsWith('.wandb')),
    ...of(2, (name) => name.endsWith('.csv')),
    Buffer.from('\u0002"Step","a - acc","a - acc__MIN","b - acc"\n"1","0.5","","0.25"\n'),
    Buffer.from(`\u0003${[row(1), row(2)].join('\n')}\n`),
  ]
}

function makePictures(): Promise<Uint8Array[]> {
  const kinds: ((image: Sharp) => Sharp)[] = [
    (image) => image.png(),
    (image) => image.jpeg({ quality: 90 }),
    (image) => image.png({ palette: true }),
    (image) => image.jpeg({ progressive: true, chromaSubsampling: '4:2:0' }),
    (image) => image.png({ progressive: true }),
    (image) => image.toColourspace('b-w').jpeg(),
    (image) => image.toColourspace('cmyk').jpeg(),
    (image) => image.toColourspace('rgb16').png(),
    (image) => image.ensureAlpha(0.5).png(),
    (image) => image.webp(),
    (image) => image.webp({ lossless: true }),
    (image) => image.gif(),
    (image) => image.tiff({ compression: 'lzw' }),
    (image) => image.tiff({ compression: 'none' }),
    (image) => image.avif({ effort: 0 }),
  ]
  return Promise.all(kinds.map((encode, i) => encode(picture(i, 8 + 5 * i, 8 + 3 * i)).toBuffer()))
}

function fixtures(...names: readonly string[]): Buffer[] {
  const folder = process.env['ADVERSARIUM_FIXTURES']
  const paths = folder === undefined ? [] : names.map((name) => join(folder, 'weight-files', name))
  return paths.filter((path) => existsSync(path)).map((path) => readFileSync(path))
}

/** Those of the workspace, and every method and parameter of the catalog. */
function words(): Seeds['words'] {
  const entries = Object.values(catalog).flat()
  return {
    ...workspaceWords,
    id: [...workspaceWords.id, ...entries.map(({ id }) => id)],
    params: [...new Set(entries.flatMap(({ params }) => Object.keys(params)))],
    setting: [...workspaceWords.setting, ...new Set(entries.flatMap(({ params }) => Object.keys(params)))],
  }
}
