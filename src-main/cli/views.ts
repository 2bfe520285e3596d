import { missingInWords, type SavedView } from '../contract/index.ts'
import { suggest } from '../contract/catalog.ts'
import { withClient } from './client/with-client.ts'
import type { Register } from './command.ts'
import { untilEnded } from './serve.ts'
import { formatTable } from './terminal/table.ts'
import { UsageError } from './usage-error.ts'

export const views: Register = (program, act) => {
  const group = program.command('views').description('screens of the workbench that were kept under a name')
  group
    .command('list')
    .description('all of the workspace')
    .action(
      act(async ({ output, ...context }) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const all = await client.views.list({})
          output.document(all)
          if (all.length === 0) return output.print('No view is saved. The workbench keeps one under Views.')
          const columns = ['view', 'screen', 'changed', 'runs that are gone'].map((heading) => ({ heading }))
          const rows = all.map(({ name, screen, changedAt, missing }) => [
            ...[name, screen, new Date(changedAt).toISOString().slice(0, 10)],
            missing.map((run) => run.name).join(', '),
          ])
          output.print(formatTable(columns, rows, output.colors))
        }),
      ),
    )
  group
    .command('open <view>')
    .description('the address that shows it; serves it where nothing runs in the workspace yet')
    .action(
      act(async (context, reference: string) =>
        withClient(context, { startsQueue: true }, async ({ client, url, isOwn, closed }) => {
          const { output } = context
          const view = findView(await client.views.list({}), reference)
          const address = `${url}#/views/${view.id}`
          const note = missingInWords(view)
          output.document({ view, url: address })
          output.print([note, `"${view.name}" is at ${address}`].filter(Boolean).join('\n'))
          if (!isOwn) return
          output.print('Ctrl-C ends it.')
          await untilEnded(context, closed)
        }),
      ),
    )
  group
    .command('remove <view>')
    .description('to the trash')
    .action(
      act(async ({ output, ...context }, reference: string) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const { id, name } = findView(await client.views.list({}), reference)
          await client.views.remove({ id })
          output.document({ removed: id })
          output.print(`"${name}" is in the trash: adversarium trash restore view:${id}`)
        }),
      ),
    )
}

/** By id or name, in whatever case. */
function findView(all: readonly SavedView[], reference: string): SavedView {
  const found = all.find(({ id, name }) => id === reference || name.toLowerCase() === reference.toLowerCase())
  if (found) return found
  const names = all.map(({ name }) => name)
  throw new UsageError(`There is no view "${reference}".`, {
    hint: names.length === 0 ? 'The workbench keeps one under Views.' : suggest(reference, names),
  })
}
