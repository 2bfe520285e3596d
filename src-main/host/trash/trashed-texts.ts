import { AppError, type TrashKind } from '../../contract/index.ts'
import type { HostContext } from '../context.ts'
import { listPlans } from '../services/plans.ts'
import { listPresets } from '../services/presets.ts'
import { announceView } from '../services/views.ts'
import { freeTitle, type TrashedKind } from './trashed-kind.ts'

const counted = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`

/** What is nothing but rows: presets, plans, views, and tags of images. */
export function trashedTexts(
  context: HostContext,
): Record<Extract<TrashKind, 'preset' | 'plan' | 'view' | 'image-tag'>, TrashedKind> {
  const { store, journal } = context
  const removing = (work: (id: string) => void) => async (id: string) => {
    journal(() => work(id))
    return 0
  }
  return {
    preset: {
      list: () =>
        store.presets
          .trashed()
          .map(({ id, title, summary, trashedAt }) => ({ id, title, detail: summary, trashedAt, bytes: 0 })),
      restore(_announce, id) {
        const preset = store.presets.trashed().find((candidate) => candidate.id === id)
        const taken = listPresets(context).map(({ title }) => title)
        if (preset) store.presets.rename(id, freeTitle(preset.title, taken))
        store.presets.setTrashed(id, null)
      },
      remove: removing((id) => store.presets.remove(id)),
    },
    plan: {
      list: () =>
        store.plans.trashed().map(({ id, title, conditions, trashedAt }) => ({
          ...{ id, title, trashedAt, bytes: 0 },
          detail: counted(conditions.length, 'condition'),
        })),
      restore(_announce, id) {
        const plan = store.plans.trashed().find((candidate) => candidate.id === id)
        const taken = listPlans(context).map(({ title }) => title)
        if (plan) store.plans.put({ ...plan, title: freeTitle(plan.title, taken) }, context.now())
        store.plans.setTrashed(id, null)
      },
      remove: removing((id) => store.plans.remove(id)),
    },
    view: {
      list: () =>
        store.views.trashed().map(({ id, name, screen, trashedAt }) => ({
          ...{ id, title: name, trashedAt, bytes: 0 },
          detail: `of ${screen}`,
        })),
      restore(announce, id) {
        const view = store.views.trashed().find((candidate) => candidate.id === id)
        const taken = store.views.list().map(({ name }) => name)
        if (view) store.views.rename(id, freeTitle(view.name, taken))
        store.views.setTrashed(id, null)
        announceView(context, announce, id)
      },
      remove: removing((id) => store.views.remove(id)),
    },
    'image-tag': {
      list: () =>
        store.imageTags.trashed().map(({ dataset, name, count, trashedAt }) => ({
          ...{ id: `${dataset}/${name}`, title: name, trashedAt, bytes: 0 },
          detail: `${counted(count, 'image')} of ${dataset}`,
        })),
      restore(announce, id) {
        const [dataset, name] = split(id)
        if (!store.datasets.get(dataset)) {
          throw new AppError('conflict', `"${name}" is a tag of "${dataset}", which is in the trash itself.`, {
            hint: 'Put the dataset back first.',
          })
        }
        store.imageTags.restore(dataset, name)
        announce('imageTags', 'changed', { dataset })
      },
      remove: removing((id) => store.imageTags.removeTrashed(...split(id))),
    },
  }
}

/** Ids of datasets hold no slash. */
const split = (id: string): [dataset: string, name: string] => {
  const at = id.indexOf('/')
  return [id.slice(0, at), id.slice(at + 1)]
}
