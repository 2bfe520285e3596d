import { readFile, stat, type FileHandle } from 'node:fs/promises'
import { basename, extname, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { fault } from '../contract/faults/index.ts'
import {
  AppError,
  maxImageFileBytes,
  uploadImageFile,
  type Explanation,
  type FileTarget,
  type OpenedImage,
} from '../contract/index.ts'
import { formatMethod, parseMethod, type MethodChoice } from '../contract/method.ts'
import { checkpointHelp, findCheckpoint } from './client/checkpoint-reference.ts'
import { findTarget } from './client/class-reference.ts'
import { followTask } from './client/follow-task.ts'
import { datasetOf } from './client/run-dataset.ts'
import { findRun } from './client/run-reference.ts'
import { withClient } from './client/with-client.ts'
import { beginFile } from './growing-file.ts'
import type { Register } from './command.ts'
import { UsageError } from './usage-error.ts'

interface Options {
  readonly method?: string
  readonly target?: string
  readonly checkpoint: string
  readonly out?: string
}

export const explain: Register = (program, act) => {
  program
    .command('explain <run> <file>')
    .description('what a checkpoint says of an image file of your own, and a saliency map of it')
    .option('--method <text>', 'of the map, as "catalog saliency" lists them; default: gradient')
    .option('--target <class>', 'of the map: predicted, a class, or <class>-minus-<class>; default: predicted')
    .option('--checkpoint <which>', checkpointHelp, 'last')
    .option(
      '--out <file>',
      'the map, as .png in colours or as .npz with raw values; without it, the image is classified',
    )
    .action(
      act(async (context, reference: string, file: string, options: Options) => {
        const { output } = context
        const out = options.out === undefined ? null : readOut(options.out)
        requireMap(options)
        const bytes = await readImageFile(resolve(file))
        // Before anything is computed: whether it can be written.
        await using growing = out === null ? null : await beginFile(out.path)
        return await withClient(context, { startsQueue: false }, async ({ client }) => {
          const run = findRun(await client.runs.list({}), reference)
          const checkpoint = findCheckpoint(run, await client.runs.checkpoints({ id: run.id }), options.checkpoint)
          const dataset = await datasetOf(client, run)
          const target = readTarget(findTarget(dataset, options.target ?? 'predicted'))
          const method = parseMethod(options.method ?? 'gradient')
          const { opened, map } = await followTask(client, output, 'explain', async (task) => {
            await uploadImageFile(client, task, bytes)
            const opened = await client.imageFiles.open({
              task,
              upload: task,
              name: basename(file),
              checkpoint: checkpoint.id,
            })
            const wish = { task, file: opened.file, method, target }
            return { opened, map: out === null ? null : await client.imageFiles.explain(wish) }
          })
          const names = dataset.classes.map(({ name }) => name)
          if (growing && out !== null && map) {
            await growing.finish((file) => write(file, out.format, opened, { method, names }, map))
          }
          const { name, fitted, classification } = opened
          const nameOf = (label: number): string => dataset.classes[label]?.name ?? `class ${label}`
          const top5 = classification.top5.map((entry) => ({ ...entry, name: nameOf(entry.class) }))
          output.document({
            ...{ file: name, checkpoint: checkpoint.id, fitted, ...classification, top5, path: out?.path ?? null },
            map: map && { min: map.min, max: map.max, note: map.note, method, target },
          })
          output.print(`${name}: ${nameOf(classification.predicted)}. ${fitted}`)
          for (const { name: label, probability } of top5) {
            output.print(`${(100 * probability).toFixed(1).padStart(6)} %  ${label}`)
          }
          if (out !== null && map) output.print(`${out.path}: ${formatMethod(method)}, ${inWords(map)}`)
        })
      }),
    )
}

interface Out {
  readonly path: string
  readonly format: '.png' | '.npz'
}

function readOut(given: string): Out {
  const path = resolve(given)
  const format = extname(path).toLowerCase()
  if (format === '.png' || format === '.npz') return { path, format }
  throw new UsageError(`--out is a .png or .npz file: got ${given}.`)
}

/** What tells of the map has no meaning without one. */
function requireMap({ method, target, out }: Options): void {
  const given = method !== undefined ? '--method' : target !== undefined ? '--target' : null
  if (given === null || out !== undefined) return
  throw new UsageError(`${given} tells which map is written: it needs --out.`, { hint: 'For example: --out map.png.' })
}

function readTarget(target: ReturnType<typeof findTarget>): FileTarget {
  if (target === 'predicted' || typeof target === 'object') return target
  throw new UsageError(`Nobody tells the true class of a file: --target cannot be "${target}".`, {
    hint: 'Name the class: --target broom, or --target broom-minus-syringe.',
  })
}

async function readImageFile(path: string): Promise<Uint8Array> {
  try {
    const facts = await stat(path)
    if (!facts.isFile()) throw new UsageError(`${path} is no file.`, { hint: 'Name an image file.' })
    if (facts.size <= maxImageFileBytes) return await readFile(path)
  } catch (error) {
    if (error instanceof AppError) throw error
    throw (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? fault('nothing-there', { path })
      : new AppError('not-found', `${path} cannot be opened (${(error as NodeJS.ErrnoException).code}).`, {
          cause: error,
        })
  }
  throw new UsageError(`${path} has more than ${maxImageFileBytes / 2 ** 20} MiB.`, { hint: 'Save the image smaller.' })
}

async function write(
  file: FileHandle,
  format: Out['format'],
  opened: OpenedImage,
  { method, names }: { readonly method: MethodChoice; readonly names: readonly string[] },
  map: Explanation,
): Promise<void> {
  const { shape, pixels, classification } = opened
  if (format === '.png') {
    const { encodePng, pictureOfMap } = await import('../host/sheets/export/pictures.ts')
    return file.writeFile(await encodePng(pictureOfMap(map)))
  }
  const { writeNpzFile } = await import('../host/sheets/export/npz-file.ts')
  const [height, width] = shape
  const one = (name: string, type: '<i4' | '<f4', values: Int32Array | Float32Array) => ({
    ...{ name, type, shape: [1], bytesOf: () => new Uint8Array(values.buffer) },
  })
  const arrays = [
    one('predicted', '<i4', Int32Array.of(classification.predicted)),
    one('confidence', '<f4', Float32Array.of(classification.confidence)),
    { name: 'pixels', type: '|u1' as const, shape: [1, ...shape], bytesOf: () => pixels },
    { name: 'map_0', type: '<f4' as const, shape: [1, height, width], bytesOf: () => map.map },
  ]
  const texts = [
    { name: 'columns', lines: [formatMethod(method)] },
    { name: 'classes', lines: names },
  ]
  await writeNpzFile(file, { arrays, texts }, Readable.from([{}]))
}

function inWords({ min, max, note }: Explanation): string {
  const ends = `${min.toPrecision(3)} to ${max.toPrecision(3)}`
  const flat = min === max ? ' It tells no place from another.' : ''
  return `values from ${ends}.${flat}${note === null ? '' : ` ${note}`}`
}
