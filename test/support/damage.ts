import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { openDatabase } from '../../src-main/store/open.ts'
import { writeOlderWorkspace } from './older-workspace.ts'

export const filled = { metrics: 20_000, predictions: 3000, events: 2000 }
const pageSize = 4096

/** A workspace's database of the newest version with tables of many pages; returns its path. */
export function fillDatabase(folder: string, version: number): string {
  const path = writeOlderWorkspace(folder, version)
  const db = openDatabase(path)
  db.transaction(() => {
    db.exec(
      `DELETE FROM metric; DELETE FROM event; DELETE FROM explanation; DELETE FROM seen_image; DELETE FROM prediction`,
    )
    const metric = db.prepare('INSERT INTO metric VALUES (?, ?, ?, ?, ?)')
    for (let step = 0; step < filled.metrics / 4; step++) {
      for (const run of ['run-a', 'run-b']) {
        for (const name of ['loss', 'validation-loss']) metric.run(run, name, step, step / 100, Math.sin(step))
      }
    }
    db.exec(`DELETE FROM metric_summary;
      INSERT INTO metric_summary (run, name, latest_step, latest_value) SELECT run, name, max(step), 0 FROM metric GROUP BY 1, 2`)
    const prediction = db.prepare('INSERT INTO prediction VALUES (1, ?, ?, ?, 0.5, 0.25, 0.75, 1, zeroblob(30))')
    for (let image = 0; image < filled.predictions; image++) prediction.run(image, image % 2, image % 3 === 0 ? 1 : 0)
    const event = db.prepare("INSERT INTO event (run, step, kind, message, at) VALUES ('run-a', ?, 'ended', ?, 1)")
    for (let i = 0; i < filled.events; i++) event.run(i, `Event ${i} ${'x'.repeat(100)}`)
  })()
  db.close()
  return path
}

/** The pages of the file that hold the rows of a table or the entries of an index, in their order; the lowest level alone. */
export function leavesOf(path: string, name: string): number[] {
  const db = new Sqlite(path, { readonly: true })
  try {
    const root = db.prepare<[string], number>('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name)
    const bytes = readFileSync(path)
    const pages: number[] = []
    const visit = (page: number): void => {
      const at = (page - 1) * pageSize
      const start = page === 1 ? 100 : 0
      const type = bytes[at + start]
      if (type !== 2 && type !== 5) return void pages.push(page)
      const cells = bytes.readUInt16BE(at + start + 3)
      for (let cell = 0; cell < cells; cell++) {
        visit(bytes.readUInt32BE(at + bytes.readUInt16BE(at + start + 12 + 2 * cell)))
      }
      visit(bytes.readUInt32BE(at + start + 8))
    }
    visit(root as number)
    return pages
  } finally {
    db.close()
  }
}

/** Overwrites these bytes of a file. */
export function overwrite(path: string, at: number, count: number): void {
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(count, 0xa5), 0, count, at)
  closeSync(file)
}

export const overwritePage = (path: string, page: number): void => overwrite(path, (page - 1) * pageSize, pageSize)

/** What a program that was killed leaves: the database and its log, as they lie on the disk just now. */
export function snapshotFiles(from: string, to: string): void {
  for (const ending of ['', '-wal']) writeFileSync(to + ending, readFileSync(from + ending))
}
