import { dirname, join } from 'node:path'

/** The folder of the built programs: by the entry, since the rest of the bench may lie in chunks. */
export const built = dirname(process.argv[1] ?? '')
export const root = join(built, '../..')
export const native = join(built, '../native')
