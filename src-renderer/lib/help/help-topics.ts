import { registryNames, type Catalog, type CatalogEntry, type RegistryName } from '../../../src-main/contract/index.ts'

export interface HelpTopic {
  /** In the address, and of its text below `resources/help`: `runs`, `attacks/fgsm`. */
  readonly path: string
  readonly title: string
  readonly group: string
  /** Of a method: where the catalog has it. */
  readonly method?: { readonly registry: RegistryName; readonly entry: CatalogEntry }
}

const program = [
  ['first-steps', 'First steps'],
  ['words', 'Words'],
  ['runs', 'Runs'],
  ['run', 'Run'],
  ['new-run', 'New run'],
  ['sweeps', 'Sweeps'],
  ['elsewhere', 'Run elsewhere'],
  ['compare', 'Compare'],
  ['measures', 'Measures'],
  ['misclassified', 'Misclassified'],
  ['figures', 'Published figures'],
  ['reports', 'Reports'],
  ['datasets', 'Datasets'],
  ['weights', 'Weights'],
  ['views', 'Saved views'],
  ['undo', 'Undo and trash'],
  ['remote', 'Another machine'],
  ['settings', 'Settings'],
  ['shortcuts', 'Keyboard'],
  ['about', 'About'],
] as const

const groups: Readonly<Record<RegistryName, string>> = {
  architectures: 'Architectures',
  objectives: 'Objectives',
  optimizers: 'Optimizers',
  schedules: 'Schedules',
  freezing: 'Freezing',
  augmentations: 'Augmentations',
  attacks: 'Attacks',
  corruptions: 'Corruptions',
  saliency: 'Saliency methods',
  visualizations: 'Visualizations',
  datasets: 'Kinds of dataset',
}

/** Pages on the program, then one a method of the catalog. */
export function helpTopics(catalog: Catalog | null): HelpTopic[] {
  const methods = registryNames.flatMap((registry) =>
    (catalog?.[registry] ?? []).map((entry) => ({
      path: `${registry}/${entry.id}`,
      title: entry.title,
      group: groups[registry],
      method: { registry, entry },
    })),
  )
  return [...program.map(([path, title]) => ({ path, title, group: 'The program' })), ...methods]
}
