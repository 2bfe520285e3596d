import type { Box } from '../../contract/datasets.ts'

/** Readers for the text files of Tiny ImageNet's official layout. Lines may end in CR LF; empty lines are ignored. */

const lines = (text: string): string[] => text.split(/\r?\n/).filter((line) => line.trim() !== '')

/** `wnids.txt`: one WordNet id per line, whose order gives the class indices. */
export function parseWnids(text: string): string[] {
  return lines(text).map((line) => line.trim())
}

/** `words.txt`: `n00001740<tab>entity, thing`. Returns the first synonym of each id. */
export function parseWords(text: string): Map<string, string> {
  return new Map(
    lines(text).map((line) => {
      const [id = '', words = ''] = line.split('\t')
      return [id.trim(), words.split(',')[0]?.trim() ?? '']
    }),
  )
}

/** `val_annotations.txt`: `val_0.JPEG<tab>n03444034<tab>x0<tab>y0<tab>x1<tab>y1`. Returns file name → id. */
export function parseValAnnotations(text: string): Map<string, string> {
  return new Map(
    lines(text).map((line) => {
      const [file = '', id = ''] = line.split('\t')
      return [file.trim(), id.trim()]
    }),
  )
}

/** Boxes by file name; how many lines are none, and the first of these. */
export interface ParsedBoxes {
  readonly boxes: ReadonlyMap<string, Box>
  readonly malformed: number
  readonly firstMalformed: string | null
}

/**
 * `<wnid>_boxes.txt`: `n02233338_0.JPEG<tab>x0<tab>y0<tab>x1<tab>y1`, and `val_annotations.txt`, where the id stands in
 * between. Corners are pixels that belong to the object: 0, 0, 63, 63 is all of a 64-pixel image.
 */
export function parseBoxes(text: string): ParsedBoxes {
  const boxes = new Map<string, Box>()
  let malformed = 0
  let firstMalformed: string | null = null
  for (const line of lines(text)) {
    const [file = '', ...fields] = line.split('\t').map((field) => field.trim())
    const corners = fields.slice(-4).map((field) => (field === '' ? Number.NaN : Number(field)))
    const [left = Number.NaN, top = Number.NaN, right = Number.NaN, bottom = Number.NaN] = corners
    // A name alone, or one with its class, says nothing of a box.
    if (fields.length <= 1) continue
    const isBox = fields.length >= 4 && corners.every(Number.isFinite) && left <= right && top <= bottom
    if (isBox) boxes.set(file, { left, top, right: right + 1, bottom: bottom + 1 })
    else {
      malformed++
      firstMalformed ??= line
    }
  }
  return { boxes, malformed, firstMalformed }
}
