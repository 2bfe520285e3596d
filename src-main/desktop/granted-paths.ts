/** The paths that a dialog or a drop gave in this session: the page may name these and no others. */
export interface GrantedPaths {
  grant(path: string): void
  /** The path that the call names and that was not granted; null where it names none, or a granted one. */
  findStrange(call: string, input: unknown): string | null
}

/** Calls whose input names something outside of the workspace, with the fields that do. */
const pathFields: Readonly<Record<string, readonly string[]>> = {
  'datasets.import': ['path'],
  'datasets.check': ['path'],
  'runs.import': ['path'],
  'weights.import': ['path'],
  'weights.export': ['folder'],
  'elsewhere.write': ['folder'],
  'elsewhere.begin': ['folder', 'images'],
  'elsewhere.merge': ['folder'],
  'system.setSettings': ['tensorflow'],
  'system.installRuntime': ['from'],
}

export function createGrantedPaths(): GrantedPaths {
  const granted = new Set<string>()
  return {
    grant: (path) => void granted.add(path),
    findStrange(call, input) {
      const fields = Object.hasOwn(pathFields, call) ? (pathFields[call] ?? []) : []
      if (typeof input !== 'object' || input === null) return null
      const strange = fields
        .map((field) => (input as Record<string, unknown>)[field])
        // Compared as it was given: with links in it, a normalised path may lead elsewhere.
        .find((path) => path !== undefined && path !== null && !(typeof path === 'string' && granted.has(path)))
      return strange === undefined ? null : String(strange)
    },
  }
}
