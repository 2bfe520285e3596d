import { AppError, type Handlers, type ImageTagChange } from '../../contract/index.ts'
import type { HostContext } from '../context.ts'
import { findDataset } from './datasets.ts'

export function createImageTags(context: HostContext): Handlers['imageTags'] {
  const { store, journal } = context
  const change = (dataset: string, work: () => ImageTagChange[]): ImageTagChange[] =>
    journal((announce) => {
      const changes = work()
      announce('imageTags', 'changed', { dataset })
      return changes
    })
  const requireTag = (dataset: string, name: string): void => {
    if (store.imageTags.list(findDataset(context, dataset).id).some((tag) => tag.name === name)) return
    throw new AppError('not-found', `No image of this dataset is tagged "${name}".`, { hint: 'Choose another tag.' })
  }

  return {
    list: ({ dataset }) => store.imageTags.list(findDataset(context, dataset).id),
    ofImages({ dataset, split, images }) {
      const tags = store.imageTags.ofImages({ dataset: findDataset(context, dataset).id, split }, images)
      return images.map((image) => tags.get(image) ?? [])
    },
    change({ dataset, split, images, add, remove }) {
      const count = findDataset(context, dataset).counts[split]
      const unknown = images.find((image) => image >= count)
      if (unknown !== undefined) {
        throw new AppError('not-found', `The ${split} split has ${count} images: there is no image ${unknown}.`)
      }
      return change(dataset, () => [
        ...store.imageTags.add({ dataset, split }, add, images, context.now()),
        ...store.imageTags.takeOff({ dataset, split }, remove, images),
      ])
    },
    rename({ dataset, from, to }) {
      requireTag(dataset, from)
      return from === to ? [] : change(dataset, () => store.imageTags.rename(dataset, from, to))
    },
    remove({ dataset, name }) {
      requireTag(dataset, name)
      return journal((announce) => {
        store.imageTags.trash(dataset, name, context.now())
        announce('imageTags', 'changed', { dataset })
        announce('trash', 'changed', { kind: 'image-tag' })
        return null
      })
    },
  }
}
