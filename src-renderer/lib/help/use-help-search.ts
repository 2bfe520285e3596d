import { computed } from 'vue'
import { keyCaps } from '../../commands/keys.ts'
import { useCommands } from '../../commands/registry.ts'
import { shortcutGroups } from '../../commands/shortcut-groups.ts'
import { tableHints } from '../../commands/table-hints.ts'
import { useSystem } from '../../stores/system.ts'
import { createHelpSearch, type HelpSearch } from './help-search.ts'
import { helpTexts } from './help-texts.ts'
import { helpTopics } from './help-topics.ts'

/** Search over the pages of the program, of all methods, and the shortcuts; the index is made at the first question. */
export function useHelpSearch(): HelpSearch {
  const system = useSystem()
  const commands = useCommands()
  const search = computed(() => {
    const shortcuts = shortcutGroups(commands.list, [...commands.hints, ...tableHints]).flatMap((group) =>
      group.shortcuts.map(({ title, keys }) => `${title}: ${keys.map((key) => keyCaps(key).join(' ')).join(', ')}`),
    )
    return createHelpSearch(helpTopics(system.catalog), helpTexts, new Map([['shortcuts', shortcuts]]))
  })
  return (query) => (query.trim() === '' ? [] : search.value(query))
}
