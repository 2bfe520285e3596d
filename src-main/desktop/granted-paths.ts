import { AppError } from '../contract/wire.ts'

/** The paths that a dialog or a drop gave in this session: the page may name these and no others. */
export interface GrantedPaths {
  grant(path: string): void
  /** Throws `unauthorized` where the call names a path that was not granted. */
  check(call: string, input: unknown): void
}

/** Calls whose input names something outside of the workspace, with the field that does. */
const pathFields: Readonly<Record<string, string>> = {
  'datasets.import': 'path',
  'datasets.check': 'path',
  'system.setSettings': 'tensorflow',
}

export function createGrantedPaths(): GrantedPaths {
  const granted = new Set<string>()
  return {
    grant: (path) => void granted.add(path),
    check(call, input) {
      const field = Object.hasOwn(pathFields, call) ? pathFields[call] : undefined
      if (field === undefined || typeof input !== 'object' || input === null) return
      const path = (input as Record<string, unknown>)[field]
      // Compared as it was given: with links in it, a normalised path may lead elsewhere.
      if (path === undefined || path === null || (typeof path === 'string' && granted.has(path))) return
      throw new AppError('unauthorized', `${String(path)} was not chosen in a dialog or dropped onto the window.`, {
        hint: 'Choose it with the button, or drop it onto the window.',
      })
    },
  }
}
