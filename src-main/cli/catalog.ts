import { registryNames, suggest, type CatalogEntry, type Param, type RegistryName } from '../contract/catalog.ts'
import { AppError } from '../contract/wire.ts'
import { catalog } from '../core/catalog.ts'
import type { Register } from './command.ts'
import { formatEpsilon, nothing } from './terminal/format.ts'
import type { Colors } from './terminal/output.ts'
import { formatTable } from './terminal/table.ts'

export const catalogCommand: Register = (program, act) => {
  program
    .command('catalog [word]')
    .description('all methods; one registry (attacks, objectives …), or one method with its parameters')
    .action(
      act(async ({ output }, word: string | undefined) => {
        if (word === undefined || isRegistry(word)) {
          const chosen = word === undefined ? registryNames : [word]
          output.document(word === undefined ? catalog : catalog[word])
          for (const name of chosen)
            output.print(`${output.colors.bold(name)}\n${formatEntries(catalog[name], output.colors)}\n`)
          return
        }
        const entry = Object.values(catalog)
          .flat()
          .find(({ id }) => id === word)
        if (!entry) {
          const names = [
            ...registryNames,
            ...Object.values(catalog)
              .flat()
              .map(({ id }) => id),
          ]
          throw new AppError('not-found', `The catalog has no "${word}".`, { hint: suggest(word, names) })
        }
        output.document(entry)
        output.print(`${output.colors.bold(entry.title)}\n${entry.source}\n\n${formatParams(entry, output.colors)}`)
      }),
    )
}

const isRegistry = (word: string): word is RegistryName => (registryNames as readonly string[]).includes(word)

function formatEntries(entries: readonly CatalogEntry[], colors: Colors): string {
  const columns = ['id', 'title', 'parameters'].map((heading) => ({ heading }))
  return formatTable(
    columns,
    entries.map(({ id, title, params }) => [id, title, Object.keys(params).join(', ') || nothing]),
    colors,
  )
}

function formatParams({ params }: CatalogEntry, colors: Colors): string {
  const columns = ['parameter', 'default', 'range', 'help'].map((heading) => ({ heading }))
  return formatTable(
    columns,
    Object.entries(params).map(([name, param]) => [name, formatDefault(param), formatRange(param), param.help]),
    colors,
  )
}

function formatDefault(param: Param): string {
  if (param.kind === 'number' && param.display === 'pixel' && param.default !== null)
    return formatEpsilon(param.default)
  return param.default === null ? 'none' : String(param.default)
}

function formatRange(param: Param): string {
  if (param.kind === 'toggle') return 'true, false'
  if (param.kind === 'choice') return param.options.map(({ value }) => value).join(', ')
  return `${param.min} to ${param.max}${param.unit === null ? '' : ` ${param.unit}`}`
}
