/** The catalog, for clients that need no host to read it. */
export { catalog } from '../core/catalog.ts'
