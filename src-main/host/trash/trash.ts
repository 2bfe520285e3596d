import { AppError, trashKinds, type TrashedItem, type TrashKind } from '../../contract/index.ts'
import type { HostContext } from '../context.ts'
import { trashedDatasets } from './trashed-datasets.ts'
import { trashedRuns } from './trashed-runs.ts'
import { trashedTexts } from './trashed-texts.ts'
import { trashedWeights } from './trashed-weights.ts'
import type { TrashedKind } from './trashed-kind.ts'

type Which = Pick<TrashedItem, 'kind' | 'id'>

interface Emptied {
  readonly items: Which[]
  readonly bytes: number
}

/** Where what is removed lies until it is deleted for good. */
export interface Trash {
  list(): TrashedItem[]
  restore(which: Which): null
  /** Waits where another call is at it, then deletes what is still there: runs first, then what they used. */
  empty(): Promise<Emptied>
  /** Throws `conflict` where one of them is just being deleted: there is nothing whole to give back. */
  refuseLeaving(kind: TrashKind, ids: readonly string[]): void
}

export function createTrash(context: HostContext): Trash {
  const kinds: Readonly<Record<TrashKind, TrashedKind>> = {
    run: trashedRuns(context),
    dataset: trashedDatasets(context),
    weights: trashedWeights(context),
    ...trashedTexts(context),
  }
  const leaving = new Map<string, TrashedItem>()
  let emptying: Promise<Emptied> | null = null
  const keyOf = ({ kind, id }: Which): string => `${kind} ${id}`
  const all = (): TrashedItem[] =>
    trashKinds.flatMap((kind) => kinds[kind].list().map((item): TrashedItem => ({ kind, ...item })))
  const refuseLeaving = (kind: TrashKind, ids: readonly string[]): void => {
    for (const id of ids) {
      const item = leaving.get(keyOf({ kind, id }))
      if (!item) continue
      throw new AppError('conflict', `"${item.title}" is just being deleted: it cannot be taken out of the trash.`)
    }
  }
  const deleteAll = async (): Promise<Emptied> => {
    const items = all()
    for (const item of items) leaving.set(keyOf(item), item)
    const seen = new Set<string>()
    let bytes = 0
    try {
      for (const { kind, id } of items) {
        bytes += await kinds[kind].remove(id, seen)
        context.journal((announce) => announce('trash', 'changed', { kind }))
      }
    } finally {
      leaving.clear()
    }
    return { items: items.map(({ kind, id }) => ({ kind, id })), bytes }
  }

  return {
    list: () => all().toSorted((a, b) => b.trashedAt - a.trashedAt),
    restore({ kind, id }) {
      refuseLeaving(kind, [id])
      if (!kinds[kind].list().some((item) => item.id === id)) {
        throw new AppError('not-found', `There is no ${words[kind]} "${id}" in the trash.`, {
          hint: '"adversarium trash list" tells what lies there.',
        })
      }
      return context.journal((announce) => {
        kinds[kind].restore(announce, id)
        announce('trash', 'changed', { kind })
        return null
      })
    },
    async empty() {
      while (emptying) await emptying.catch(() => undefined)
      emptying = deleteAll().finally(() => {
        emptying = null
      })
      return emptying
    },
    refuseLeaving,
  }
}

const words: Readonly<Record<TrashKind, string>> = {
  ...{ run: 'run', dataset: 'dataset', weights: 'weight file', preset: 'preset', plan: 'plan', view: 'view' },
  'image-tag': 'tag of images',
}
