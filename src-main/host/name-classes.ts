import type { DatasetClass } from '../contract/index.ts'
import { isWnid, nameClasses } from '../core/wordnet/class-names.ts'
import type { HostContext } from './context.ts'
import { readWordnet } from './read-wordnet.ts'

type Context = Pick<HostContext, 'programFolder'>

/** Words for classes that are called by their WordNet ids. */
export function withWords(context: Context, classes: readonly DatasetClass[]): DatasetClass[] {
  return hasBareIds(classes) ? nameClasses(classes, readWordnet(context)) : [...classes]
}

/** Gives them to datasets of earlier versions too. */
export function nameStoredClasses(context: Context & Pick<HostContext, 'store'>): void {
  const { datasets } = context.store
  for (const dataset of datasets.list()) {
    if (hasBareIds(dataset.classes)) datasets.put({ ...dataset, classes: withWords(context, dataset.classes) })
  }
}

const hasBareIds = (classes: readonly DatasetClass[]): boolean =>
  classes.some(({ id, name }) => id === name && isWnid(id))
