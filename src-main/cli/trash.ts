import { trashKinds, type Client, type TrashedItem, type TrashKind } from '../contract/index.ts'
import { withClient } from './client/with-client.ts'
import type { Register } from './command.ts'
import { formatBytes, formatCount } from './terminal/format.ts'
import { formatTable } from './terminal/table.ts'
import { UsageError } from './usage-error.ts'

export const trash: Register = (program, act) => {
  const group = program.command('trash').description('what was removed, until it is deleted for good')
  group
    .command('list')
    .description('runs, datasets, weights, presets, plans, views and tags of images that lie in it')
    .action(
      act(async ({ output, ...context }) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const items = await client.trash.list({})
          output.document(items)
          output.print(
            items.length === 0 ? 'The trash is empty.' : formatTable(columns, items.map(rowOf), output.colors),
          )
        }),
      ),
    )
  group
    .command('restore <what>')
    .description('put back by title or id; "run:<id>" names the kind too')
    .action(
      act(async ({ output, ...context }, what: string) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          const { kind, id, title } = await find(client, what)
          await client.trash.restore({ kind, id })
          output.document({ kind, id })
          output.print(`"${title}" is back.`)
        }),
      ),
    )
  group
    .command('empty')
    .description('delete all of it for good; without --yes it only tells what would go')
    .option('--yes', 'delete')
    .action(
      act(async ({ output, ...context }, { yes = false }: { yes?: boolean }) =>
        withClient(context, { startsQueue: false }, async ({ client }) => {
          if (!yes) {
            const items = await client.trash.list({})
            output.document({ items: items.map(({ kind, id }) => ({ kind, id })), isEmptied: false })
            if (items.length === 0) return output.print('The trash is empty.')
            output.print(formatTable(columns, items.map(rowOf), output.colors))
            return output.print(`\n${summary(items)} would be deleted for good: adversarium trash empty --yes`)
          }
          const { items, bytes } = await client.trash.empty({})
          output.document({ items, bytes, isEmptied: true })
          output.print(`${formatCount(items.length)} deleted, ${formatBytes(bytes)} freed.`)
        }),
      ),
    )
}

const columns = [
  ...['what', 'kind', 'id', 'holds'].map((heading) => ({ heading })),
  { heading: 'size', align: 'right' as const },
  { heading: 'removed' },
]
const rowOf = ({ kind, id, title, detail, bytes, trashedAt }: TrashedItem): string[] => [
  ...[title, kind, id, detail],
  ...[bytes === 0 ? '' : formatBytes(bytes), new Date(trashedAt).toISOString().slice(0, 16).replace('T', ' ')],
]
const summary = (items: readonly TrashedItem[]): string =>
  `${formatCount(items.length)} ${items.length === 1 ? 'thing' : 'things'} (${formatBytes(items.reduce((sum, item) => sum + item.bytes, 0))})`

/** By id or title, in whatever case; `kind:` in front tells two apart. */
async function find({ trash: calls }: Client, what: string): Promise<TrashedItem> {
  const items = await calls.list({})
  const [, prefix, rest] = /^([a-z-]+):(.+)$/.exec(what) ?? []
  const isKind = (text: string | undefined): text is TrashKind => trashKinds.some((kind) => kind === text)
  const [kind, wanted] = isKind(prefix) ? [prefix, rest ?? ''] : [null, what]
  const own = kind === null ? items : items.filter((item) => item.kind === kind)
  const byId = own.filter(({ id }) => id === wanted)
  const found = byId.length > 0 ? byId : own.filter(({ title }) => title.toLowerCase() === wanted.toLowerCase())
  const [first, second] = found
  if (first && !second) return first
  if (first) {
    throw new UsageError(`${found.length} things in the trash are called "${what}".`, {
      hint: `Name one: ${found.map((item) => `${item.kind}:${item.id}`).join(', ')}.`,
    })
  }
  throw new UsageError(`Nothing in the trash is called "${what}".`, { hint: '"adversarium trash list" tells what is.' })
}
