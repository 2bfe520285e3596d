import { z } from 'zod'
import { call, event } from './define.ts'

/** Screens whose whole state stands in their address, by the name of their route. */
export const viewScreens = ['runs', 'compare', 'misclassified', 'sheet'] as const
export const ViewScreen = z.enum(viewScreens)
export type ViewScreen = z.output<typeof ViewScreen>

const value = z.string().max(20_000)

/** The query of an address: filters, selection, columns, charts and zoom, as the screen wrote them. */
export const ViewQuery = z
  .record(z.string().min(1).max(100), z.union([value, z.array(value).max(200)]))
  .refine((query) => Object.keys(query).length <= 100, 'A view has at most 100 settings.')
export type ViewQuery = z.output<typeof ViewQuery>

export const ViewName = z.string().trim().min(1).max(80)

/** A screen as somebody wants to find it again. Times are ms since 1970, UTC. */
export const SavedView = z.object({
  id: z.string(),
  /** No two of a workspace are called the same, whatever their case. */
  name: z.string(),
  screen: ViewScreen,
  query: ViewQuery,
  createdAt: z.number(),
  changedAt: z.number(),
  /** Runs that it names and that are not among the others any more, as they were called. */
  missing: z.array(z.object({ id: z.string(), name: z.string(), isTrashed: z.boolean() })),
})
export type SavedView = z.output<typeof SavedView>

/** What of a view's runs is not there any more, in a sentence; null where all are. */
export function missingInWords({ name, missing }: Pick<SavedView, 'name' | 'missing'>): string | null {
  if (missing.length === 0) return null
  const named = (isTrashed: boolean): string[] =>
    missing.filter((run) => run.isTrashed === isTrashed).map((run) => `"${run.name}"`)
  const told = (names: readonly string[], one: string, many: string): string[] =>
    names.length === 0
      ? []
      : [
          `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''} ${names.length === 1 ? one : many}`,
        ]
  const parts = [
    ...told(named(true), 'is in the trash', 'are in the trash'),
    ...told(named(false), 'was deleted', 'were deleted'),
  ]
  return `Not all runs of the view "${name}" are there: ${parts.join('; ')}.`
}

export const views = {
  /** By name. */
  list: call(z.object({}), z.array(SavedView)),
  /** Under a new id, or in place of the one with this id. */
  save: call(
    z.object({ id: z.string().nullable().default(null), name: ViewName, screen: ViewScreen, query: ViewQuery }),
    SavedView,
  ),
  /** To the trash. */
  remove: call(z.object({ id: z.string() }), z.null()),
  /** Also where a run of it went or came back. */
  changed: event(SavedView),
  removed: event(z.object({ id: z.string() })),
}
