import type { Router } from 'vue-router'
import { densities, themes, usePreferences } from '../stores/preferences.ts'
import { useToasts } from '../stores/toasts.ts'
import { useSelection, selectionQuery } from '../lib/selection.ts'
import { helpPathOf } from './help-in-focus.ts'
import { useCommands, type Command } from './registry.ts'
import { useUndo } from './undo.ts'

/** Commands that every screen has. `show` opens what lies over the screen. */
export function registerGlobalCommands(router: Router, show: { palette(): void; sheet(): void }): void {
  const undo = useUndo()
  const toasts = useToasts()
  const preferences = usePreferences()
  const selection = useSelection()
  const failing = (work: Promise<void>): void => void work.catch(toasts.fail)
  const nextOf = <T>(all: readonly T[], current: T): T => all[(all.indexOf(current) + 1) % all.length] as T

  const program: Command[] = [
    { id: 'palette', title: 'Find anything', group: 'Everywhere', keys: ['Ctrl+K'], run: show.palette },
    { id: 'sheet', title: 'Keyboard shortcuts', group: 'Help', keys: ['?'], run: show.sheet },
    {
      id: 'undo',
      title: 'Undo',
      group: 'Everywhere',
      keys: ['Ctrl+Z'],
      isEnabled: () => undo.canUndo,
      run: () => failing(undo.undo()),
    },
    {
      id: 'redo',
      title: 'Redo',
      group: 'Everywhere',
      keys: ['Ctrl+Shift+Z'],
      isEnabled: () => undo.canRedo,
      run: () => failing(undo.redo()),
    },
    {
      id: 'theme',
      title: 'Change the theme',
      group: 'Everywhere',
      run: () => preferences.setTheme(nextOf(themes, preferences.theme)),
    },
    {
      id: 'density',
      title: 'Change the density',
      group: 'Everywhere',
      run: () => preferences.setDensity(nextOf(densities, preferences.density)),
    },
    {
      id: 'help-in-focus',
      title: 'Help on what has the focus',
      group: 'Help',
      keys: ['F1'],
      run: () => {
        const page = helpPathOf(document.activeElement) ?? router.currentRoute.value.meta.help ?? 'first-steps'
        void router.push({ name: 'help', params: { page: page.split('/') } })
      },
    },
  ]
  const query = (): Record<string, string> => selectionQuery(selection.ids.value)
  const figure: Command = {
    id: 'show-study-figure',
    title: 'Chen 2020 figure',
    group: 'Screens',
    run() {
      // On a run's own screen it is that run's.
      const { name, params } = router.currentRoute.value
      void router.push({
        name: 'study-figure',
        query: name === 'run' ? selectionQuery([String(params['id'])]) : query(),
      })
    },
  }
  const published = [
    ['linear-figure', 'Goodfellow 2015 figure'],
    ['maxout-figure', 'Goodfellow 2015 figure: maxout'],
  ].map(([name = '', title = '']): Command => ({
    id: `show-${name}`,
    ...{ title, group: 'Screens' },
    run: () => void router.push({ name, query: query() }),
  }))
  useCommands().register([...program, ...screenCommands(router, query), figure, ...published])
}

/** One for each screen of the rail, in its order; the first five have a digit. */
function screenCommands(router: Router, query: () => Record<string, string>): Command[] {
  const screens = router
    .getRoutes()
    .flatMap(({ name, meta: { title = '', rail } }) => (rail ? [{ name: String(name), title, ...rail }] : []))
    .toSorted((a, b) => a.order - b.order)
  return screens.map(({ name, title, order, isAtEnd = false }) => {
    const digit = isAtEnd || order > 5 ? [] : [`Alt+${order}`]
    return {
      id: `show-${name}`,
      title,
      group: 'Screens',
      keys: name === 'new-run' ? ['Ctrl+N', ...digit] : digit,
      run: () => void router.push({ name, query: query() }),
    }
  })
}
