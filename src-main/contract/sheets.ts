import { z } from 'zod'
import { call } from './define.ts'
import { Explanation, ExplainTarget, GalleryQuery } from './evaluations.ts'
import { MapScores } from './map-scores.ts'
import { MethodChoice } from './method.ts'
import { Task } from './tasks.ts'
import { errorCodes } from './wire.ts'

/** Maps that are shown side by side: each by one method, of what the evaluation saw. */
const shown = {
  methods: z.array(MethodChoice).min(1).max(12),
  target: ExplainTarget.default('predicted'),
}

/** Images × methods: all images that a question to the gallery means, in its order. */
export const SheetSubject = z.object({
  question: GalleryQuery.omit({ offset: true, limit: true }),
  /** Whose maps of these images, where it is another one than the question's, of the same images. */
  evaluation: z.string().optional(),
  ...shown,
})
export type SheetSubject = z.output<typeof SheetSubject>
export type SheetSubjectInput = z.input<typeof SheetSubject>

/** What could not be computed, and why. */
export const SheetFailure = z.object({
  /** null: of all images. */
  image: z.int().nullable(),
  /** Its place among the methods; null: of all methods. */
  method: z.int().nullable(),
  error: z.object({ code: z.enum(errorCodes), message: z.string(), hint: z.string().optional() }),
})
export type SheetFailure = z.output<typeof SheetFailure>

/** What says that the map of an image, by the method of this place, could not be computed. */
export const failureOf = (failures: readonly SheetFailure[], image: number, place: number): SheetFailure | undefined =>
  failures.find((it) => (it.image === null || it.image === image) && (it.method === null || it.method === place))

export const ComputedSheet = z.object({
  images: z.int(),
  /** Maps that were not there yet. */
  computed: z.int(),
  failures: z.array(SheetFailure),
})
export type ComputedSheet = z.output<typeof ComputedSheet>

export const SheetMap = Explanation.extend({ scores: MapScores.nullable() })
export type SheetMap = z.output<typeof SheetMap>

/** One answer holds as many maps at most. */
export const maxSheetMaps = 256

export const SheetFormat = z.enum(['html', 'pdf', 'png', 'npz'])
export type SheetFormat = z.output<typeof SheetFormat>

export const sheets = {
  /**
   * Computes what is not there yet of a sheet, where the evaluation is of changed images also the maps of the clean ones,
   * and the scores of all maps that need no pass of the model. Goes on where a client goes away, and is joined where it
   * is asked for again. What was computed stays when it is cancelled.
   */
  compute: call(
    SheetSubject.extend({
      task: Task,
      /** Scores by deletion and insertion too, which cost 130 passes a map. */
      hasCurves: z.boolean().default(false),
    }),
    ComputedSheet,
  ),
  /** [image][method], null where it was not computed; never waits for an engine. */
  maps: call(
    z.object({ evaluation: z.string(), images: z.array(z.int().min(0)).min(1).max(maxSheetMaps), ...shown }),
    z.array(z.array(SheetMap.nullable())),
  ),
  /**
   * Computes what is missing, then writes the sheet into a file below the workspace's exports, or where it is told. Every
   * image has its place in it; where something could not be computed, the file says why, and `failures` too.
   */
  export: call(
    SheetSubject.extend({
      task: Task,
      format: SheetFormat,
      title: z.string().min(1).max(200),
      /** Another evaluation of the same images, whose maps stand beside. */
      beside: z.string().optional(),
      /** A file that is not there yet. */
      path: z.string().optional(),
    }),
    ComputedSheet.extend({ path: z.string(), name: z.string(), bytes: z.int() }),
  ),
}
