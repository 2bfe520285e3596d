import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { HostContext } from '../context.ts'
import { describeWeights } from '../services/weights.ts'
import type { TrashedKind } from './trashed-kind.ts'

/** With their copy in the workspace. */
export function trashedWeights({ store, workspace, journal }: HostContext): TrashedKind {
  const find = (id: string) => store.weights.trashed().find((candidate) => candidate.id === id)
  return {
    list: () =>
      store.weights.trashed().map(({ id, title, architecture, trashedAt, bytes }) => ({
        ...{ id, title, trashedAt, bytes },
        detail: `of ${architecture.id}`,
      })),
    restore(announce, id) {
      store.weights.setTrashed(id, null)
      const weights = store.weights.get(id)
      if (weights) announce('weights', 'changed', describeWeights(weights))
    },
    async remove(id) {
      const weights = find(id)
      if (!weights) return 0
      // Without a pause before the row goes: an import in it would bring them back.
      journal(() => store.weights.remove(id))
      await rm(join(workspace.folder, weights.path), { force: true })
      return weights.bytes
    },
  }
}
