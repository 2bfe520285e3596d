import {
  pixelUnits,
  readableParam,
  registryNames,
  suggest,
  type Catalog,
  type CatalogEntry,
  type Param,
  type RegistryName,
} from '../contract/catalog.ts'
import { familyInWords } from '../contract/seen-families.ts'
import type { Register } from './command.ts'
import { nothing } from './terminal/format.ts'
import type { Colors } from './terminal/output.ts'
import { formatTable } from './terminal/table.ts'
import { UsageError } from './usage-error.ts'

export const catalog: Register = (program, act) => {
  program
    .command('catalog [name]')
    .description('all methods; those of one registry (attacks, objectives …), or one method with its parameters')
    .action(
      act(async ({ output }, name: string | undefined) => {
        const { catalog: all } = await import('../host/catalog.ts')
        const { colors } = output
        if (name === undefined) {
          output.document(all)
          const sections = registryNames.map((registry) => formatRegistry(registry, all, colors))
          return output.print(sections.join('\n\n'))
        }
        if (isRegistry(name)) {
          output.document(all[name])
          return output.print(formatRegistry(name, all, colors))
        }
        const found = findMethods(all, name)
        output.document(found)
        output.print(found.map((entry) => formatMethodHelp(entry, colors)).join('\n\n'))
      }),
    )
}

interface Registered extends CatalogEntry {
  readonly registry: RegistryName
}

const isRegistry = (name: string): name is RegistryName => (registryNames as readonly string[]).includes(name)

/** One id may stand in two registries: a noise is an augmentation and a corruption. */
function findMethods(all: Catalog, id: string): Registered[] {
  const methods = registryNames.flatMap((registry) => all[registry].map((entry) => ({ registry, ...entry })))
  const found = methods.filter((entry) => entry.id === id)
  if (found.length > 0) return found
  const names = [...registryNames, ...new Set(methods.map((entry) => entry.id))]
  throw new UsageError(`The catalog has no "${id}".`, { hint: suggest(id, names) })
}

function formatRegistry(registry: RegistryName, all: Catalog, colors: Colors): string {
  const columns = ['id', 'title', 'parameters'].map((heading) => ({ heading }))
  const rows = all[registry].map(({ id, title, params }) => [id, title, Object.keys(params).join(', ') || nothing])
  return `${colors.bold(registry)}\n${formatTable(columns, rows, colors)}`
}

function formatMethodHelp({ registry, ...entry }: Registered, colors: Colors): string {
  const { id, title, source, params } = entry
  const family = familyInWords(entry)
  const heading = [`${colors.bold(title)} (${registry}: ${id})`, source, ...(family === null ? [] : [family])].join(
    '\n',
  )
  const entries = Object.entries(params)
  const beside = registry === 'datasets' ? `\n\n${datasetSettings}` : ''
  if (entries.length === 0) return `${heading}\n\nIt has no parameters.${beside}`
  const columns = ['parameter', 'default', 'range', 'help'].map((text) => ({ heading: text }))
  const method = { id, title, source, params }
  const rows = entries.map(([name, given]) => {
    const param = readableParam(method, name, {}) ?? given
    return [name, formatDefault(param), formatRange(param), param.help]
  })
  return `${heading}\n\n${formatTable(columns, rows, colors)}${beside}`
}

/** What a run says of any dataset. */
const datasetSettings = [
  'A run takes, of any dataset:',
  '  --set dataset=<id or title>              an imported one, as "datasets list" shows it',
  '  --set dataset.imported=<id>              the same beside its kind',
  '  --set dataset.imagesPerClass=<number>    so many training images of each class; all where it is left out',
].join('\n')

function formatDefault(param: Param): string {
  if (param.default === null || param.default === '') return 'none'
  if (param.kind === 'number' && param.display === 'pixel') return pixelUnits(param.default)
  return String(param.default)
}

function formatRange(param: Param): string {
  if (param.kind === 'toggle') return 'true, false'
  if (param.kind === 'blocks') return 'names joined by +'
  if (param.kind === 'layer') return 'name of a layer'
  if (param.kind === 'choice') return param.options.map(({ value }) => value).join(', ')
  if (param.display === 'pixel' && param.max <= 1)
    return `${param.min === 0 ? '0' : pixelUnits(param.min)} to ${pixelUnits(param.max)}`
  return `${param.min} to ${param.max}${param.unit === null ? '' : ` ${param.unit}`}`
}
