import { statSync } from 'node:fs'
import Sqlite from 'better-sqlite3'

export interface DatabaseSize {
  readonly points: number
  readonly bytes: number
  readonly bytesPerPoint: number
  readonly isWhole: boolean
}

/** Of a database that nobody has open. */
export function readDatabase(path: string): DatabaseSize {
  const db = new Sqlite(path, { readonly: true })
  try {
    const points = db.prepare<[], number>('SELECT count(*) FROM metric').pluck().get() as number
    const isWhole = db.pragma('quick_check', { simple: true }) === 'ok'
    const bytes = statSync(path).size
    return { points, bytes, bytesPerPoint: bytes / points, isWhole }
  } finally {
    db.close()
  }
}
