import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { extractText, getDocumentProxy } from 'unpdf'
import sharp from 'sharp'
import type { Evaluation, SheetFormat, SheetSubjectInput } from '../../../src-main/contract/index.ts'
import { createHost, type Host } from '../../../src-main/host/create-host.ts'
import { openZipFile } from '../../../src-main/host/datasets/zip-file.ts'
import { createZipReader } from '../../../src-main/host/datasets/zip-reader.ts'
import { leaveOut } from '../../support/leave-out.ts'
import { programFolder, untilEvaluated } from '../../support/test-host.ts'

const engineEntry = join(programFolder, 'out', 'main', 'engine.cjs')
const methods = ['gradient:sign=signed,channels=sum', 'guided-backpropagation', 'grad-cam', 'smooth-grad:samples=4']
const base = {
  dataset: { id: 'shapes', params: { size: 16, train: 64, validation: 80, classes: 3 } },
  architecture: 'small-cnn:width=8,depth=2',
  epochs: 2,
  batchSize: 16,
  monitor: { trainImages: 16, validationImages: 16 },
}

describe('sheets of a finished run', () => {
  if (!existsSync(engineEntry)) return leaveOut('sheets', 'out/main/engine.cjs is not built')

  const workspace = mkdtempSync(join(tmpdir(), 'adversarium-test-'))
  let host: Host
  let evaluations: Evaluation[] = []
  const reopen = async (entry = engineEntry): Promise<void> => {
    await host?.close()
    const settingsFile = join(workspace, 'settings.json')
    host = await createHost({ workspace, programFolder, engineEntry: entry, settingsFile, checksReplies: true })
  }
  const find = (id: string): string => evaluations.find(({ condition }) => condition.id === id)?.id ?? ''
  const sheet = (condition: string, more: Partial<SheetSubjectInput> = {}): SheetSubjectInput => ({
    question: { evaluation: find(condition), outcome: 'all', images: [3, 5, 70] },
    methods,
    ...more,
  })
  const compute = (subject: SheetSubjectInput, hasCurves = false) =>
    host.client.sheets.compute({ task: 'sheet', ...subject, hasCurves })
  const read = (condition: string, images: number[], more: object = {}) =>
    host.client.sheets.maps({ evaluation: find(condition), images, methods, ...more })
  const folderOf = (condition: string): string =>
    join(workspace, 'explanations', evaluations[0]?.run ?? '', find(condition))

  beforeAll(async () => {
    await reopen()
    const conditions = ['clean', 'fgsm:epsilon=4/255']
    const { runs } = await host.client.experiments.launch({ base, runs: [{ name: 'small' }], conditions })
    evaluations = await untilEvaluated(host, ...runs)
  })
  afterAll(async () => {
    await host.close()
    rmSync(workspace, { recursive: true, force: true })
  })

  it('computes the maps that clicks compute, in one file, and once', async () => {
    expect(await read('clean', [3])).toEqual([[null, null, null, null]])
    expect(await compute(sheet('clean'))).toEqual({ images: 3, computed: 12, failures: [] })
    expect(readdirSync(folderOf('clean')).filter((name) => name.endsWith('.f32'))).toHaveLength(1)
    expect(await compute(sheet('clean'))).toMatchObject({ computed: 0 })
    const maps = await read('clean', [70])
    const task = { task: 'explain', evaluation: find('clean'), image: 70 }
    for (const [place, method] of methods.entries()) {
      const clicked = await host.client.evaluations.explain({ ...task, input: 'seen', method })
      const floats = ({ map }: { map: Uint8Array }) => new Float32Array(Uint8Array.from(map).buffer)
      const [one, other] = [floats(maps[0]?.[place] as never), floats(clicked)]
      const largest = Math.max(clicked.max, -clicked.min)
      one.forEach((value, i) => expect(Math.abs(value - (other[i] ?? 0))).toBeLessThanOrEqual(1e-5 * largest))
      expect(maps[0]?.[place]?.note).toBe(clicked.note)
    }
  })

  it('scores maps of changed images by their drift, and by curves where asked', async () => {
    await compute(sheet('fgsm'))
    const [maps] = await read('fgsm', [5])
    expect(maps?.map((map) => typeof map?.scores?.driftCorrelation)).toEqual(methods.map(() => 'number'))
    expect(maps?.[0]?.scores).toMatchObject({ deletion: null, energy: null })
    const scored = { method: methods[0] as string, score: 'driftCorrelation' } as const
    const question = { evaluation: find('fgsm'), outcome: 'all', scored, sort: 'score' } as const
    const { rows } = await host.client.evaluations.gallery(question)
    expect(rows.map(({ image }) => image).toSorted((a, b) => a - b)).toEqual([3, 5, 70])
    expect(rows.map(({ score }) => score)).toEqual(rows.map(({ score }) => score).toSorted((a = 0, b = 0) => a - b))
    await compute(sheet('fgsm', { methods: methods.slice(0, 1) }), true)
    const [again] = await read('fgsm', [5])
    expect(again?.[0]?.scores).toMatchObject({
      ...maps?.[0]?.scores,
      ...{ deletion: expect.any(Number), insertion: expect.any(Number) },
    })
    expect(again?.[1]?.scores).toEqual(maps?.[1]?.scores)
  })

  it('answers with no engine, and computes again what was damaged', async () => {
    await compute(sheet('clean'))
    const before = await read('clean', [3, 5, 70])
    await reopen(join(workspace, 'no-engine.cjs'))
    expect(await compute(sheet('clean'))).toMatchObject({ computed: 0, failures: [] })
    expect(await read('clean', [3, 5, 70])).toEqual(before)
    await reopen()
    for (const name of readdirSync(folderOf('clean')).filter((it) => it.startsWith('sheet-'))) {
      truncateSync(join(folderOf('clean'), name), 5 * 16 * 16 * 4)
    }
    expect((await compute(sheet('clean'))).computed).toBeGreaterThan(0)
    expect(await read('clean', [3, 5, 70])).toEqual(before)
  })

  it('keeps what was computed when it is cancelled', async () => {
    const all = { ...sheet('clean'), question: { evaluation: find('clean'), outcome: 'all' } } as const
    const slow = { ...all, methods: ['occlusion'] }
    const ended = compute(slow).catch((error: unknown) => error)
    let isCancelled = false
    const stop = host.bus.subscribe('system.progress', (event) => {
      if (isCancelled || (event as { subject: string }).subject !== 'sheet') return
      isCancelled = true
      void host.client.tasks.cancel({ task: 'sheet' })
    })
    expect(await ended).toMatchObject({ code: 'cancelled' })
    stop()
    const images = Array.from({ length: 80 }, (_, image) => image)
    const kept = (await read('clean', images, { methods: ['occlusion'] })).filter(([map]) => map).length
    expect(kept).toBeGreaterThan(0)
    expect(kept).toBeLessThan(80)
    expect(await compute(slow)).toMatchObject({ images: 80, computed: 80 - kept })
  })

  it('says what cannot be computed, and computes the rest', async () => {
    const subject = sheet('clean', { methods: ['gradient', 'grad-cam:layer=nowhere'] })
    const { failures } = await compute(subject)
    expect(failures).toEqual([
      {
        image: null,
        method: 1,
        error: expect.objectContaining({ code: 'invalid-input', message: expect.any(String) }),
      },
    ])
    expect((await read('clean', [3], { methods: ['gradient'] }))[0]?.[0]).not.toBeNull()
    const { rows } = await host.client.evaluations.gallery({ evaluation: find('clean'), outcome: 'correct', limit: 1 })
    const images = [rows[0]?.image ?? 0]
    const question = { evaluation: find('clean'), outcome: 'correct' as const, images }
    const nothing = await compute(sheet('clean', { question, target: 'truth-minus-predicted' }))
    expect(nothing.failures).toMatchObject([{ image: rows[0]?.image, method: null }])
    await expect(compute(sheet('clean', { target: { class: 3 } }))).resolves.toMatchObject({
      failures: [{ error: { message: 'Expected a class from 0 to 2: got 3.' } }, {}, {}],
    })
  })

  const write = async (format: SheetFormat, more: object = {}) => {
    const target = { task: 'export', format, title: 'Syringe, taken for beer bottle' }
    const { path, name, bytes } = await host.client.sheets.export({ ...target, ...sheet('clean'), ...more })
    const content = readFileSync(path)
    expect(bytes).toBe(content.length)
    expect(Buffer.from(await host.client.exportedFiles.read({ name, offset: 0 }))).toEqual(content)
    return { path, name, content }
  }

  it('writes HTML with every picture in it, twice under two names', async () => {
    const first = await write('html')
    expect(first.name).toBe('syringe-taken-for-beer-bottle.html')
    const html = first.content.toString()
    const pictures = [...html.matchAll(/src="data:image\/png;base64,([^"]+)"/g)]
    expect(pictures).toHaveLength(3 * 5)
    for (const [, data = ''] of pictures) {
      expect(await sharp(Buffer.from(data, 'base64')).metadata()).toMatchObject({ width: 16, height: 16 })
    }
    expect(html).not.toMatch(/(?:src|href)="(?!data:)/)
    expect(html).toContain('Fails sanity checks')
    const { rows } = await host.client.evaluations.gallery({ ...sheet('clean').question, limit: 1 })
    const [top] = rows[0]?.top5 ?? []
    const { classes } = (await host.client.datasets.list({}))[0] ?? { classes: [] }
    expect(html).toContain(`<small>${top?.probability.toFixed(2)} ${classes[top?.class ?? 0]?.name}</small>`)
    expect((await write('html')).name).toBe('syringe-taken-for-beer-bottle-2.html')
  })

  it('writes PDF whose text and pictures can be read', async () => {
    const pdf = await getDocumentProxy(new Uint8Array((await write('pdf')).content))
    const { text } = await extractText(pdf, { mergePages: true })
    expect(text).toContain('Syringe, taken for beer bottle')
    expect(text).toContain('image 70, confidence')
    const { OPS } = await import('unpdf/pdfjs')
    const pages = Array.from({ length: pdf.numPages }, (_, page) => pdf.getPage(page + 1))
    const lists = await Promise.all(pages.map(async (page) => (await page).getOperatorList()))
    const painted = lists.flatMap(({ fnArray }) => fnArray).filter((operator) => operator === OPS.paintImageXObject)
    expect(painted).toHaveLength(3 * 5)
  })

  it('writes one PNG with every picture in its place', async () => {
    const { content } = await write('png')
    const { data, info } = await sharp(content).removeAlpha().raw().toBuffer({ resolveWithObject: true })
    expect(info.width).toBeGreaterThan(5 * 128)
    const { pixels } = await host.client.datasets.images({
      id: (await host.client.datasets.list({}))[0]?.id ?? '',
      split: 'validation',
      images: [3],
    })
    // The first of three rows begins below the head, at the gap, eight times as large; nine lines stand below a picture.
    const top = info.height - 3 * (16 * 8 + 9 * 14 + 12)
    const at = (row: number, column: number): number[] =>
      Array.from(data.subarray(((top + row) * info.width + 12 + column) * 3).subarray(0, 3))
    expect(at(0, 0)).toEqual(Array.from(pixels.subarray(0, 3)))
    expect(at(15 * 8 + 7, 15 * 8 + 7)).toEqual(Array.from(pixels.subarray(pixels.length - 3)))
  })

  it('writes the raw maps as NPZ', async () => {
    const { path } = await write('npz')
    const entries = await readEntries(path)
    expect([...entries.keys()]).toEqual(
      [
        ...['images', 'truth', 'predicted', 'confidence', 'top5', 'top5_probability', 'pixels'],
        ...methods.flatMap((_, place) => [`map_${place}`, `scores_${place}`]),
        ...['columns', 'score_names', 'classes', 'sides'],
      ].map((name) => `${name}.npy`),
    )
    const valuesOf = (name: string): Uint8Array<ArrayBuffer> => valuesIn(entries, name)
    expect(Array.from(new Int32Array(valuesOf('images').buffer))).toEqual([3, 5, 70])
    const maps = await read('clean', [3, 5, 70])
    expect(valuesOf('map_2')).toEqual(Uint8Array.from(Buffer.concat(maps.map((row) => row[2]?.map ?? Buffer.alloc(0)))))
    expect(entries.get('map_2.npy')?.toString('latin1')).toContain(
      "'descr': '<f4', 'fortran_order': False, 'shape': (3, 16, 16)",
    )
  })

  it('puts two evaluations beside each other, each with what it predicted and the scores of its maps', async () => {
    const both = { beside: find('fgsm') }
    const html = (await write('html', both)).content.toString()
    expect(html.match(/<img /g)).toHaveLength(2 * 3 * 5)
    expect(html.match(/<th scope="colgroup"/g)).toHaveLength(2)
    expect(html).toMatch(/small, validation, clean; beside it small, validation, fgsm/)
    expect(html.match(/<small>drift [^<]*overlap/g)).toHaveLength(3 * 4)
    const pdf = await getDocumentProxy(new Uint8Array((await write('pdf', both)).content))
    expect((await extractText(pdf, { mergePages: true })).text).toMatch(/beside it .*fgsm[^]*overlap/)
    const png = await sharp((await write('png', both)).content).metadata()
    expect(png.width).toBeGreaterThan(10 * 128)
    const entries = await readEntries((await write('npz', both)).path)
    const [maps] = await read('fgsm', [5])
    const size = 16 * 16 * 4
    expect(valuesIn(entries, 'beside_map_1').subarray(size, 2 * size)).toEqual(Uint8Array.from(maps?.[1]?.map ?? []))
    const names = Buffer.from(valuesIn(entries, 'score_names')).toString().split('\n')
    const scores = new Float32Array(valuesIn(entries, 'beside_scores_1').buffer)
    const drift = scores[names.length + names.indexOf('driftCorrelation')] ?? 0
    expect(drift).toBeCloseTo(maps?.[1]?.scores?.driftCorrelation ?? Number.NaN, 5)
    expect(new Float32Array(valuesIn(entries, 'scores_1').buffer)[names.indexOf('driftCorrelation')]).toBeNaN()
  })

  it('names both classes of a difference wherever it says what is explained', async () => {
    const more = { target: { class: 0, against: 2 }, methods: ['gradient'] }
    const { classes } = (await host.client.datasets.list({}))[0] ?? { classes: [] }
    const said = `the logit of "${classes[0]?.name}" less that of "${classes[2]?.name}"`
    const html = (await write('html', more)).content.toString()
    expect(html.replaceAll('&quot;', '"')).toContain(said)
    const pdf = await getDocumentProxy(new Uint8Array((await write('pdf', more)).content))
    expect((await extractText(pdf, { mergePages: true })).text.replaceAll(/\s+/g, ' ')).toContain(said)
  })

  it('keeps the place of images that have nothing to explain or were not seen, and says why', async () => {
    const rightOnes = { evaluation: find('clean'), outcome: 'correct' as const, limit: 1 }
    const { rows } = await host.client.evaluations.gallery(rightOnes)
    const right = rows[0]?.image ?? 0
    const question = { evaluation: find('clean'), outcome: 'all' as const, images: [right] }
    const nothing = { question, methods: ['gradient'], target: 'truth-minus-predicted' as const }
    const html = (await write('html', nothing)).content.toString()
    expect(html).toContain(`data-image="${right}"`)
    expect(html).toContain('true minus predicted is nothing')
    const entries = await readEntries((await write('npz', nothing)).path)
    expect(new Int32Array(valuesIn(entries, 'images').buffer)).toEqual(Int32Array.of(right))
    expect(new Float32Array(valuesIn(entries, 'map_0').buffer).every((value) => Number.isNaN(value))).toBe(true)

    const { run = '' } = evaluations[0] ?? {}
    const few = { run, conditions: ['gaussian-noise:sigma=0.2'], images: 20 }
    const [part] = await host.client.evaluations.launch(few)
    await untilEvaluated(host, run)
    const seen = await host.client.evaluations.gallery({ evaluation: part?.id ?? '', outcome: 'all' })
    const unseen = Array.from({ length: 80 }, (_, image) => image).find((it) => seen.rows.every((r) => r.image !== it))
    const images = [seen.rows[0]?.image ?? 0, unseen ?? 0].toSorted((a, b) => a - b)
    const wish = { question: { ...question, images }, methods: ['gradient'], beside: part?.id ?? '' }
    const page = (await write('html', wish)).content.toString()
    expect(page.match(/<tr data-image/g)).toHaveLength(2)
    expect(page.match(/<img /g)).toHaveLength(2 * 2 + 2)
    expect(page).toContain('not in this evaluation')
    const arrays = await readEntries((await write('npz', wish)).path)
    const predicted = new Int32Array(valuesIn(arrays, 'beside_predicted').buffer)
    expect(predicted[images.indexOf(unseen ?? 0)]).toBe(-1)
    expect((await write('png', wish)).content.length).toBeGreaterThan(0)
    expect((await write('pdf', wish)).content.length).toBeGreaterThan(0)
  })

  it('ends for the one who cancels, and goes on for the other who asked for the same', async () => {
    const question = { evaluation: find('clean'), outcome: 'all' } as const
    const slow = { question, methods: ['occlusion:window=6'] }
    const told = new Set<string>()
    const first = host.client.sheets.compute({ task: 'first', ...slow }).catch((error: unknown) => error)
    const second = host.client.sheets.compute({ task: 'second', ...slow })
    const stop = host.bus.subscribe('system.progress', (event) => {
      const { subject } = event as { subject: string }
      told.add(subject)
      if (subject === 'second') void host.client.tasks.cancel({ task: 'first' })
    })
    expect(await first).toMatchObject({ code: 'cancelled' })
    expect(await second).toMatchObject({ images: 80, computed: 80, failures: [] })
    expect([...told]).toEqual(expect.arrayContaining(['first', 'second']))
    stop()
  })

  it('removes maps with the predictions that they belong to', async () => {
    const { run = '' } = evaluations[0] ?? {}
    const asked = { run, conditions: ['gaussian-noise:sigma=0.1'] }
    const [evaluation] = await host.client.evaluations.launch({ ...asked, images: 20 })
    await untilEvaluated(host, run)
    const question = { evaluation: evaluation?.id ?? '', outcome: 'all' } as const
    await compute({ question, methods: ['gradient'] })
    const folder = join(workspace, 'explanations', run, evaluation?.id ?? '')
    const before = readdirSync(folder)
    expect(before.length).toBeGreaterThan(0)
    await host.client.evaluations.launch(asked)
    await untilEvaluated(host, run)
    // What was to be kept a moment later still is, where it is of the same prediction.
    expect(existsSync(folder) ? readdirSync(folder).filter((name) => before.includes(name)) : []).toEqual([])
    expect((await compute({ question, methods: ['gradient'] })).images).toBe(80)
  })

  it.each(['html', 'pdf', 'png', 'npz'] as const)(
    'says why %s cannot be written, and leaves nothing',
    async (format) => {
      const folder = join(workspace, `out-${format}`)
      const wish = { task: 'export', format, title: 'none', ...sheet('clean') }
      // Its folder can be made, but no file of a name so long.
      const long = join(folder, `${'a'.repeat(250)}.${format}`)
      await expect(host.client.sheets.export({ ...wish, path: long })).rejects.toMatchObject({
        message: expect.stringContaining('its path is too long'),
      })
      expect(readdirSync(folder)).toEqual([])
      writeFileSync(join(workspace, 'file'), '')
      const below = join(workspace, 'file', `sheet.${format}`)
      await expect(host.client.sheets.export({ ...wish, path: below })).rejects.toMatchObject({ name: 'AppError' })
    },
  )

  it('reads back nothing but what was exported', async () => {
    const wanted = (name: string) => host.client.exportedFiles.read({ name, offset: 0 })
    for (const name of ['../host.json', 'nothing.html', '../store/adversarium.db']) {
      await expect(wanted(name)).rejects.toMatchObject({ code: 'not-found' })
    }
    const nobody = {
      ...sheet('clean'),
      question: { evaluation: find('clean'), outcome: 'all' as const, images: [999] },
    }
    await expect(
      host.client.sheets.export({ task: 'export', format: 'html', title: 'none', ...nobody }),
    ).rejects.toMatchObject({ code: 'invalid-input' })
  })
})

/** An array's values, behind its header. */
function valuesIn(entries: ReadonlyMap<string, Buffer>, name: string): Uint8Array<ArrayBuffer> {
  const bytes = entries.get(`${name}.npy`) ?? Buffer.alloc(0)
  return Uint8Array.from(bytes.subarray(10 + bytes.readUInt16LE(8)))
}

/** Checked against their lengths and check sums. */
async function readEntries(path: string): Promise<Map<string, Buffer>> {
  const { zip } = await openZipFile(path)
  const reader = await createZipReader(path)
  const entries = new Map<string, Buffer>()
  for await (const entry of zip.eachEntry()) {
    const { fileName: name, compressionMethod: method, relativeOffsetOfLocalHeader: offset, crc32 } = entry
    const { compressedSize: compressedBytes, uncompressedSize: bytes } = entry
    entries.set(name, Buffer.from(await reader.read({ method, offset, crc32, compressedBytes, bytes })))
  }
  reader.close()
  zip.close()
  return entries
}
