import { suggest } from '../../contract/catalog.ts'
import type { Client } from '../../contract/index.ts'
import { UsageError } from '../usage-error.ts'

/**
 * Settings in which an imported dataset may be called by its id or title, as `datasets list` shows them:
 * `dataset=birds` becomes `dataset=image-folder` and `dataset.imported=image-folder-51c80be6`. Throws
 * {@link UsageError}, naming the nearest of the imported datasets and of the kinds.
 */
export async function nameImports(client: Client, settings: readonly string[]): Promise<string[]> {
  const named = await Promise.all(settings.map((setting) => nameImport(client, setting)))
  return named.flat()
}

async function nameImport(client: Client, setting: string): Promise<string[]> {
  const [, name] = /^\s*(?:base\.)?dataset\s*=\s*([^{[":]*?)\s*$/.exec(setting) ?? []
  if (name === undefined) return [setting]
  const { datasets } = await client.system.catalog({})
  const kinds = datasets.map(({ id }) => id)
  // A list of kinds is a sweep.
  if (name.split(',').every((kind) => kinds.includes(kind))) return [setting]
  const imported = await client.datasets.list({})
  const byId = imported.filter(({ id }) => id === name)
  const [found, ...others] = byId.length > 0 ? byId : imported.filter(({ title }) => title === name)
  if (found && others.length === 0) return [`dataset=${found.kind}`, `dataset.imported=${found.id}`]
  if (found) {
    const ids = [found, ...others].map(({ id }) => id).join(', ')
    throw new UsageError(`${others.length + 1} datasets are called "${name}".`, { hint: `Name one by its id: ${ids}.` })
  }
  throw new UsageError(`There is neither an imported dataset nor a kind called "${name}".`, {
    hint: `${suggest(name, [...imported.map(({ title }) => title), ...kinds])} "adversarium datasets list" lists what is imported.`,
  })
}
