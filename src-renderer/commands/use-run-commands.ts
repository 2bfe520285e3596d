import type { ComputedRef } from 'vue'
import { useRouter } from 'vue-router'
import { isActive, type Run } from '../../src-main/contract/index.ts'
import { canGoElsewhere } from '../lib/runs/can-go-elsewhere.ts'
import { selectionQuery } from '../lib/selection.ts'
import { emptyingQuestion } from '../lib/trash-words.ts'
import { useConfirmation } from '../stores/confirmation.ts'
import { useRuns } from '../stores/runs.ts'
import { useTrash } from '../stores/trash.ts'
import { useToasts } from '../stores/toasts.ts'
import { archiveRuns, trashRuns } from './annotate-runs.ts'
import { useCommands, type Command } from './registry.ts'
import { useUndo, type Change } from './undo.ts'

const group = 'Runs'

/** What a list does with `subjects`, its selected runs or else the one that has the focus. */
export function useRunCommands(
  subjects: ComputedRef<readonly Run[]>,
  dialogs: { tag(runs: readonly Run[]): void; note(run: Run): void; elsewhere(runs: readonly Run[]): void },
): { readonly runs: readonly Command[]; readonly trashed: readonly Command[] } {
  const router = useRouter()
  const store = useRuns()
  const undo = useUndo()
  const toasts = useToasts()
  const confirmation = useConfirmation()
  const trash = useTrash()

  const kept = (): readonly Run[] => subjects.value.filter((run) => run.trashedAt === null)
  const inTrash = (): readonly Run[] => subjects.value.filter((run) => run.trashedAt !== null)
  const one = (): Run | undefined => (kept().length === 1 ? kept()[0] : undefined)
  const isAny = (): boolean => kept().length > 0
  const perform = (change: Change): void => void undo.perform(change).catch(toasts.fail)
  const show = (name: string): void => void router.push({ name, query: selectionQuery(kept().map((run) => run.id)) })

  const runs: Command[] = [
    { id: 'compare', title: 'Compare', group, keys: ['C'], isEnabled: isAny, run: () => show('compare') },
    {
      id: 'misclassified',
      title: 'Misclassified',
      group,
      keys: ['M'],
      isEnabled: () => isAny() && router.hasRoute('misclassified'),
      run: () => show('misclassified'),
    },
    { id: 'tag', title: 'Tag', group, keys: ['T'], isEnabled: isAny, run: () => dialogs.tag(kept()) },
    {
      id: 'note',
      title: 'Note',
      group,
      isEnabled: () => one() !== undefined,
      run: () => {
        const run = one()
        if (run) dialogs.note(run)
      },
    },
    {
      id: 'elsewhere',
      title: 'Run elsewhere…',
      group,
      isEnabled: () => canGoElsewhere(kept()),
      run: () => dialogs.elsewhere(kept()),
    },
    {
      id: 'archive',
      title: 'Archive',
      group,
      isEnabled: () => kept().some((run) => !run.isArchived),
      run: () => perform(archiveRuns(store, kept(), true)),
    },
    {
      id: 'unarchive',
      title: 'Take out of the archive',
      group,
      isEnabled: () => kept().some((run) => run.isArchived),
      run: () => perform(archiveRuns(store, kept(), false)),
    },
    {
      id: 'trash',
      title: 'Move to trash',
      group,
      keys: ['Delete'],
      isEnabled: isAny,
      run: () => {
        const active = kept().find((run) => isActive(run.state))
        if (active) toasts.show(`“${active.name}” is ${active.state}. Stop it first; then it can go to the trash.`)
        else perform(trashRuns(store, kept()))
      },
    },
  ]
  const trashed: Command[] = [
    {
      id: 'restore',
      title: 'Take out of the trash',
      group,
      isEnabled: () => inTrash().length > 0,
      run: () => perform(trashRuns(store, inTrash(), false)),
    },
    {
      id: 'empty-trash',
      title: 'Empty trash…',
      group,
      isEnabled: () => trash.items.length > 0,
      run: () => void emptyTrash(trash, confirmation).catch(toasts.fail),
    },
  ]
  useCommands().register([...runs, ...trashed])
  return { runs, trashed }
}

/** Asks first, with what goes for good. */
export async function emptyTrash(
  trash: ReturnType<typeof useTrash>,
  confirmation: ReturnType<typeof useConfirmation>,
): Promise<void> {
  if (await confirmation.ask(emptyingQuestion(trash.items))) await trash.empty()
}
