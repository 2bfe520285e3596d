// Holds the lock on a workspace until it is killed.
import Sqlite from 'better-sqlite3'

const lock = new Sqlite(process.argv[2])
lock.exec('BEGIN EXCLUSIVE')
process.send('locked')
setInterval(() => lock.open, 1000)
