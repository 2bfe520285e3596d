import { computed, type ComputedRef } from 'vue'
import { useRouter } from 'vue-router'
import { count } from '../lib/format.ts'
import { helpTopics } from '../lib/help/help-topics.ts'
import { methodTitle } from '../lib/methods.ts'
import { selectionQuery, useSelection } from '../lib/selection.ts'
import { useRuns } from '../stores/runs.ts'
import { useSystem } from '../stores/system.ts'
import { useViews } from '../stores/views.ts'
import { viewLocation } from '../lib/views/view-address.ts'
import type { PaletteEntry } from './palette.ts'
import { useCommands } from './registry.ts'

/** Everything that the palette can find by its title: commands and screens, runs, tags, views, datasets, help pages. */
export function usePaletteEntries(): ComputedRef<PaletteEntry[]> {
  const commands = useCommands()
  const runs = useRuns()
  const system = useSystem()
  const views = useViews()
  const router = useRouter()
  const selection = useSelection()
  const screenTitles = new Map(router.getRoutes().map(({ name, meta }) => [String(name), meta.title ?? '']))

  const commandEntries = (): PaletteEntry[] =>
    commands.list.filter(commands.isEnabled).map(({ id, title, group, keys, run }) => ({
      id,
      group: 'Commands',
      title,
      detail: group,
      ...(keys?.[0] === undefined ? {} : { keys: keys[0] }),
      run,
    }))
  const runEntries = (): PaletteEntry[] =>
    runs.kept.map((run) => ({
      id: `run ${run.id}`,
      group: 'Runs',
      title: run.name,
      detail: [methodTitle(system.catalog, 'architectures', run.config.architecture.id), run.state, ...run.tags].join(
        ' · ',
      ),
      color: run.color,
      run: () => void router.push({ name: 'run', params: { id: run.id }, query: selectionQuery(selection.ids.value) }),
    }))
  /** A study's runs carry its name, for one. */
  const tagEntries = (): PaletteEntry[] =>
    runs.tags.map((tag) => {
      const ids = runs.kept.filter(({ tags }) => tags.includes(tag)).map(({ id }) => id)
      return {
        id: `tag ${tag}`,
        group: 'Tags',
        title: `Compare ${tag}`,
        detail: `${ids.length} ${ids.length === 1 ? 'run' : 'runs'}`,
        run: () => void router.push({ name: 'compare', query: selectionQuery(ids) }),
      }
    })
  const viewEntries = (): PaletteEntry[] =>
    views.list.map((view) => ({
      id: `view ${view.id}`,
      group: 'Views',
      title: view.name,
      detail: screenTitles.get(view.screen) ?? view.screen,
      run: () => void router.push(viewLocation(view)),
    }))
  const datasetEntries = (): PaletteEntry[] =>
    router.hasRoute('datasets')
      ? [...system.datasets.values()].map(({ id, title, classes, counts }) => ({
          id: `dataset ${id}`,
          group: 'Datasets',
          title,
          detail: `${classes.length} classes · ${count(counts.train + counts.validation)} images`,
          run: () => void router.push({ name: 'datasets', query: { dataset: id } }),
        }))
      : []
  const helpEntries = (): PaletteEntry[] =>
    helpTopics(system.catalog).map(({ path, title, group }) => ({
      id: `help ${path}`,
      group: 'Help',
      title,
      detail: group,
      run: () => void router.push({ name: 'help', params: { page: path.split('/') } }),
    }))

  return computed(() => [
    ...commandEntries(),
    ...runEntries(),
    ...tagEntries(),
    ...viewEntries(),
    ...datasetEntries(),
    ...helpEntries(),
  ])
}
