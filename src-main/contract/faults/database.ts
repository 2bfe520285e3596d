import type { FaultTable } from './entry.ts'

/** The database of a workspace, its copies and its upgrade. */
export const databaseFaults = {
  'database-full': {
    code: 'storage',
    when: 'The disk is full while something is recorded',
    says: 'The disk is full: nothing more can be written to the database {path}.',
    next: 'Free some space on the disk, then try again. What was recorded is whole.',
  },
  'database-newer': {
    code: 'database',
    when: 'The workspace belongs to a newer program',
    says: 'This workspace was written by a newer version of the program: its database has version {version}, expected at most {newest}.',
    next: 'Update the program, or choose another workspace. Nothing was changed.',
  },
  'database-not-copied': {
    code: 'storage',
    when: 'No copy can be made before an upgrade',
    says: 'The database was not brought to version {version}, since no copy of it could be made first: {reason}.',
    next: 'Free {size} on the disk, then start again. Nothing was changed.',
  },
  'database-not-upgraded': {
    code: 'database',
    when: 'An upgrade fails',
    says: 'The database could not be brought to version {version} ({name}): {reason}.',
    next: 'Nothing in it is lost{copy}. Free some space if the disk is full, then start again.',
  },
  'database-damaged': {
    code: 'database',
    when: 'The database is damaged',
    says: 'The database {path} is damaged: {reason}.',
    next: 'End every program that uses the workspace. "adversarium workspace restore" puts back its newest copy, "adversarium workspace salvage" keeps what can be read of it; the damaged file is kept beside. "adversarium workspace check" says which copies there are.',
  },
  'database-log-damaged': {
    code: 'database',
    when: 'The write-ahead log of the database is damaged',
    says: 'The write-ahead log of the database {path} is damaged: its last {lost} transactions cannot be read.',
    next: '"adversarium workspace salvage" keeps all that was recorded before them, "adversarium workspace restore" puts back the newest copy; the damaged files are kept beside.',
  },
  'database-gone': {
    code: 'database',
    when: 'The database has vanished from a workspace that was used',
    says: 'The database {path} is gone, but the workspace holds {what}.',
    next: 'Put the file back, or take the newest copy: "adversarium workspace restore".',
  },
  'database-not-writable': {
    code: 'storage',
    when: 'The database may not be written',
    says: 'The database {path} cannot be written: {reason}.',
    next: 'Give yourself the permission to write it, or choose another folder with --workspace <folder>.',
  },
  'database-busy': {
    code: 'conflict',
    when: 'Another program holds the database open',
    says: 'The database {path} is locked by another program.',
    next: 'Close the program that has it open, then try again.',
  },
  'database-on-failing-disk': {
    code: 'storage',
    when: 'The disk fails under the database',
    says: 'The disk fails under the database {path}: {reason}.',
    next: 'Check the disk. "adversarium workspace check" says whether anything was damaged.',
  },
  'database-failed': {
    code: 'database',
    when: 'SQLite refuses otherwise',
    says: 'The database {path} cannot be used: {reason}.',
    next: 'Check the disk and the permissions of the workspace, then try again.',
  },
  'no-copy': {
    code: 'not-found',
    when: 'There is no copy to restore',
    says: 'There is no copy of the database in {folder}{named}.',
    next: '"adversarium workspace check" lists the copies. "adversarium workspace salvage" keeps what can be read of the database itself.',
  },
  'copy-damaged': {
    code: 'database',
    when: 'The copy to restore is damaged too',
    says: 'The copy {name} is damaged: {reason}. Nothing was changed.',
    next: 'Choose another one; "adversarium workspace check" lists them.',
  },
  'nothing-to-salvage': {
    code: 'database',
    when: 'Nothing of a damaged database can be read',
    says: 'Nothing in the database {path} can be read: {reason}. Nothing was changed.',
    next: 'Put back a copy with "adversarium workspace restore".',
  },
  'no-workspace': {
    code: 'not-found',
    when: 'A folder to check or mend is no workspace',
    says: 'There is no workspace in {folder}.',
    next: 'Name its folder with --workspace <folder>.',
  },
  'copy-not-made': {
    code: 'storage',
    when: 'The daily copy of the database fails',
    says: 'The daily copy of the database could not be made: {reason}.',
    next: 'Free some space on the disk; it is tried again within the hour.',
  },
} as const satisfies FaultTable
