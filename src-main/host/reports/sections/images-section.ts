import {
  AppError,
  evidenceSide,
  explainedInWords,
  nothingToSee,
  verdictInWords,
  type GalleryRow,
} from '../../../contract/index.ts'
import { catalog } from '../../../core/catalog.ts'
import type { ExplanationKey } from '../../../store/explanations.ts'
import type { StoredDataset } from '../../../store/datasets.ts'
import type { StoredEvaluation } from '../../../store/evaluations.ts'
import type { HostContext } from '../../context.ts'
import { readImages } from '../../datasets/read-cache.ts'
import { readMaps } from '../../map-files.ts'
import { cleanOf, measuredRun } from '../../measures/measured-run.ts'
import type { Block, Pictures, Section } from '../../pages/page.ts'
import { decodedFrom } from '../../services/datasets.ts'
import { readGallery } from '../../services/galleries.ts'
import { pictureOfImage, pictureOfMap } from '../../sheets/export/pictures.ts'
import { titleOf } from '../../sheets/export/sheet-words.ts'
import { thumbnail } from '../thumbnail.ts'
import type { ReportedRun, ReportFacts } from '../report-facts.ts'

/** Of each run. */
interface WantedImages {
  readonly count: number
  /** Computes what is to be shown of these images and is not there yet; why some could not be, in a sentence. */
  computeMaps(evaluation: string, images: readonly number[]): Promise<string | null>
}

/** Maps of an image; more of them would hide it. */
const mostMaps = 4

/**
 * Clean images that each run takes for something else: first those whose maps are there, then by confidence.
 * null: none is asked for, or no run was evaluated on clean images.
 */
export async function imagesSection(
  context: HostContext,
  { runs }: ReportFacts,
  wanted: WantedImages,
): Promise<Section | null> {
  if (wanted.count === 0) return null
  const blocks: Block[] = []
  for (const reported of runs) {
    const evaluation = cleanOf(measuredRun(context, reported.run.id))
    if (evaluation && reported.dataset)
      blocks.push(
        await picturesOf(context, { ...reported, dataset: reported.dataset }, evaluation, wanted).catch(inWords),
      )
  }
  const note: Block = {
    kind: 'text',
    text: 'Blue is evidence for the class whose logit a map explains, orange evidence against it; each map has a scale of its own.',
  }
  if (blocks.length === 0) return null
  const hasMaps = blocks.some(
    (block) => block.kind === 'pictures' && block.items.some(({ pictures }) => pictures.length > 1),
  )
  return { title: 'Misclassified images', blocks: [...blocks, ...(hasMaps ? [note] : [])] }
}

/** Images that cannot be read leave the rest of the report whole. */
function inWords(error: unknown): Block {
  if (error instanceof AppError && error.code !== 'cancelled') return { kind: 'text', text: error.message }
  throw error
}

async function picturesOf(
  context: HostContext,
  { label, dataset }: Pick<ReportedRun, 'label'> & { readonly dataset: StoredDataset },
  evaluation: StoredEvaluation,
  { count, computeMaps }: WantedImages,
): Promise<Pictures | Block> {
  const before = mapsByImage(context, evaluation)
  const { rows, total } = misclassified(context, evaluation, [...before.keys()], count)
  if (rows.length === 0) return { kind: 'text', text: `${label} takes no image for something else.` }
  const images = rows.map(({ image }) => image)
  const failure = await computeMaps(String(evaluation.id), images)
  const kept = mapsByImage(context, evaluation)
  const bytes = await readImages(decodedFrom(context, dataset), evaluation.split, images)
  const size = bytes.length / rows.length
  const names = dataset.classes.map(({ name }) => name)
  const items = await Promise.all(
    rows.map(async (row, at) => {
      const pixels = bytes.subarray(at * size, (at + 1) * size)
      const verdict = verdictInWords(row, (index) => names[index] ?? `class ${index}`)
      const own = {
        ...(await thumbnail(pictureOfImage(pixels, dataset.shape))),
        title: `Image ${row.image}: ${verdict}`,
      }
      const maps = await mapsOf(context, (kept.get(row.image) ?? []).slice(-mostMaps), names)
      return {
        pictures: [own, ...maps.map(({ picture }) => picture)],
        lines: [
          verdict,
          `image ${row.image}, confidence ${row.confidence.toFixed(2)}`,
          ...maps.map(({ line }) => line),
        ],
      }
    }),
  )
  const shown = rows.length === total ? `${total}` : `${rows.length} of ${total.toLocaleString('en-US')}`
  return {
    kind: 'pictures',
    caption: [`${label}: ${shown} misclassified clean images.`, failure ?? []].flat().join(' '),
    items,
  }
}

const mapsByImage = ({ store }: HostContext, { id }: StoredEvaluation) =>
  Map.groupBy(store.explanations.keysOf(id), ({ image }) => image)

/** Those with maps first, each part by falling confidence. */
function misclassified(
  context: HostContext,
  { id }: StoredEvaluation,
  explained: readonly number[],
  limit: number,
): { rows: readonly GalleryRow[]; total: number } {
  const question = { evaluation: String(id), outcome: 'misclassified', sort: 'confidence', isDescending: true } as const
  const all = readGallery(context, { ...question, offset: 0, limit })
  if (explained.length === 0) return all
  const first = readGallery(context, { ...question, images: [...explained], offset: 0, limit }).rows
  const others = all.rows.filter(({ image }) => !first.some((row) => row.image === image))
  return { total: all.total, rows: [...first, ...others].slice(0, limit) }
}

async function mapsOf(context: HostContext, keys: readonly ExplanationKey[], names: readonly string[]) {
  const maps = await readMaps(context, keys)
  const shown = keys.flatMap((key) => {
    const map = maps.get(key)
    const explained = explainedInWords(key.class, key.against, names)
    if (!map) return []
    const nothing = nothingToSee(evidenceSide(key.method, catalog.saliency), map, map.map.byteLength / 4, explained)
    return nothing === null ? [{ map, explained, ...titleOf(key.method) }] : []
  })
  return Promise.all(
    shown.map(async ({ map, title, caveat, explained }) => ({
      picture: { ...(await thumbnail(pictureOfMap(map))), title: `${title}, for ${explained}` },
      line: `${title}: ${explained}${caveat === null ? '' : `. ${caveat}`}`,
    })),
  )
}
