import { describe, expect, it } from 'vitest'
import Sqlite from 'better-sqlite3'
import { leftTables, takenTables } from '../../src-main/store/attached.ts'
import { migrations } from '../../src-main/store/migrations/index.ts'
import { createSchema, tableNames } from '../../src-main/store/open-damaged.ts'

describe('a merge', () => {
  it('says of every table whether its rows come along', () => {
    const db = new Sqlite(':memory:')
    createSchema(db, migrations.at(-1)?.version as number)
    // Where this fails a table is new: put its name into one of the two lists, and copy its rows in the first case.
    expect([...takenTables, ...leftTables].toSorted()).toEqual(tableNames(db).toSorted())
    db.close()
  })
})
