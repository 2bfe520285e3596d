import { shallowRef, type ShallowRef } from 'vue'
import { AppError, type Dataset, type DialogKind } from '../../../src-main/contract/index.ts'
import { useApi } from '../../api.ts'
import { useCommands, type Command } from '../../commands/registry.ts'
import { removeToTrash } from '../../commands/remove-to-trash.ts'
import { useUndo } from '../../commands/undo.ts'
import { tableHints } from '../../commands/table-hints.ts'
import { useDatasets, type ImportOptions } from '../../stores/datasets.ts'
import { sourceKinds } from './choose-source.ts'
import { whyInUse } from './removal-words.ts'
import { ownMachine } from '../../lib/own-machine.ts'

export interface DatasetCommands {
  /** Why the last one did not work, until the next. */
  readonly error: ShallowRef<AppError | null>
  checkAgain(dataset: Dataset): void
  remove(dataset: Dataset): Promise<void>
}

const group = 'Datasets'

/** What the screen does with the dataset that it shows. `begin` looks at a source; an empty path asks for one. */
export function useDatasetCommands(
  shown: () => Dataset | null,
  begin: (path: string, options?: Partial<ImportOptions>) => void,
): DatasetCommands {
  const store = useDatasets()
  const { client } = useApi()
  const undo = useUndo()
  const error = shallowRef<AppError | null>(null)

  const checkAgain = ({ source, title, kind, params: { imageSize, classes } }: Dataset): void => {
    if (source === null) return
    begin(source, {
      name: title,
      kind,
      imageSize: typeof imageSize === 'number' ? imageSize : null,
      classes: typeof classes === 'string' ? classes : '',
    })
  }
  const remove = async (dataset: Dataset): Promise<void> => {
    error.value = whyInUse(dataset, store.users.get(dataset.id) ?? [])
    if (error.value) return
    const { id, title } = dataset
    try {
      const change = removeToTrash(client, { kind: 'dataset', id, title: `“${title}”` }, () =>
        client.datasets.remove({ id }),
      )
      await undo.perform(change)
    } catch (caught) {
      if (!(caught instanceof AppError)) throw caught
      error.value = caught
    }
  }
  const withShown = (work: (dataset: Dataset) => unknown) => (): void => {
    const dataset = shown()
    if (dataset) work(dataset)
  }
  useCommands().register(
    [
      ...importCommands(begin),
      {
        id: 'check-dataset',
        title: 'Check the dataset again',
        group,
        isEnabled: () => typeof shown()?.source === 'string',
        run: withShown(checkAgain),
      },
      {
        id: 'remove-dataset',
        title: 'Remove the dataset',
        group,
        keys: ['Delete'],
        isEnabled: () => shown() !== null,
        run: withShown(remove),
      },
    ],
    tableHints,
  )
  return { error, checkAgain, remove }
}

/** A window has a dialog for each kind of source; in a browser a path is asked for. */
function importCommands(begin: (path: string) => void): Command[] {
  const desktop = ownMachine()
  if (!desktop) return [{ id: 'import-dataset', title: 'Import a dataset…', group, run: () => begin('') }]
  const choose = async (kind: DialogKind): Promise<void> => {
    const path = await desktop.choosePath(kind)
    if (path !== null) begin(path)
  }
  return sourceKinds.map(({ id, command: title }) => ({ id: `import-${id}`, title, group, run: () => void choose(id) }))
}
