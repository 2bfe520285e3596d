import { AppError, type Emit, type SavedView, type ViewQuery, type ViewScreen } from '../../contract/index.ts'
import type { StoredView } from '../../store/views.ts'
import type { HostContext } from '../context.ts'
import { newId } from '../new-id.ts'

type Context = Pick<HostContext, 'store'>

export const listViews = (context: Context): SavedView[] =>
  context.store.views.list().map((view) => describeView(context, view))

interface Wish {
  readonly id: string | null
  readonly name: string
  readonly screen: ViewScreen
  readonly query: ViewQuery
}

/** Under a new id, or in place of the one with this id. Throws `conflict` where another one is called so. */
export function saveView(context: HostContext, { id, name, screen, query }: Wish): SavedView {
  const { store, now } = context
  const old = id === null ? null : findView(context, id)
  const namesake = store.views.list().find((view) => view.name.toLowerCase() === name.toLowerCase() && view.id !== id)
  if (namesake) {
    throw new AppError('conflict', `You have a view "${namesake.name}" already.`, {
      hint: 'Choose another name, or update that one.',
    })
  }
  const at = now()
  const runs = runsIn(context, query, old?.runs ?? {})
  const view = { id: old?.id ?? newId(), name, screen, query, runs, createdAt: old?.createdAt ?? at, changedAt: at }
  return context.journal((announce) => {
    store.views.put(view)
    return announceView(context, announce, view.id)
  })
}

export function removeView(context: HostContext, id: string): null {
  findView(context, id)
  return context.journal((announce) => {
    context.store.views.setTrashed(id, context.now())
    announce('views', 'removed', { id })
    announce('trash', 'changed', { kind: 'view' })
    return null
  })
}

/** The view as it stands now. */
export function announceView(context: Context, announce: Emit, id: string): SavedView {
  const view = describeView(context, findView(context, id))
  announce('views', 'changed', view)
  return view
}

/** Those that show this run, since it went or came back. */
export function announceViewsOf(context: Context, announce: Emit, run: string): void {
  for (const { id, runs } of context.store.views.list()) {
    if (Object.hasOwn(runs, run)) announceView(context, announce, id)
  }
}

function findView({ store }: Context, id: string): StoredView {
  const view = store.views.list().find((candidate) => candidate.id === id)
  if (view) return view
  throw new AppError('not-found', `There is no view "${id}".`, { hint: '"adversarium views list" lists all views.' })
}

function describeView({ store }: Context, { runs, ...view }: StoredView): SavedView {
  const missing = Object.entries(runs).flatMap(([id, name]) => {
    const run = store.runs.get(id)
    return run && run.trashedAt === null ? [] : [{ id, name: run?.name ?? name, isTrashed: run !== undefined }]
  })
  return { ...view, missing }
}

/**
 * Names by id of the runs that a query names: by themselves, among others with commas between, or by an evaluation. Ids
 * are drawn, so no other setting is taken for one. `known`: of those that may be gone by now.
 */
function runsIn({ store }: Context, query: ViewQuery, known: StoredView['runs']): StoredView['runs'] {
  const words = Object.values(query).flatMap((value) => [value].flat().flatMap((text) => text.split(',')))
  const evaluations = ['evaluation', 'against'].flatMap((key) => {
    const evaluation = store.evaluations.get(Number(query[key] ?? Number.NaN))
    return evaluation ? [evaluation.run] : []
  })
  return Object.fromEntries(
    [...new Set([...words, ...evaluations])].flatMap((id) => {
      const name = store.runs.get(id)?.name ?? (Object.hasOwn(known, id) ? known[id] : undefined)
      return name === undefined ? [] : [[id, name]]
    }),
  )
}
