import type { Database } from 'better-sqlite3'

/** Where a fork comes from. The file is the fork's own: the run that it was forked from may be gone. */
export interface Origin {
  readonly run: string
  readonly checkpoint: number
  readonly epoch: number
  /** Whether slots and the count of epochs are taken over with the weights. */
  readonly keepsProgress: boolean
  /** And so is what the schedule remembers. */
  readonly keepsSchedule: boolean
  /** Whether an epoch has the same batches, so that the place in it means the same. */
  readonly keepsPlace: boolean
  /** Relative to the workspace. */
  readonly path: string
  readonly bytes: number
}

interface Row {
  run: string
  of_run: string
  of_checkpoint: number
  epoch: number
  keeps_progress: 0 | 1
  keeps_schedule: 0 | 1
  keeps_place: 0 | 1
  path: string
  bytes: number
}

export function originTable(db: Database) {
  const insert = db.prepare<[Row]>(`
    INSERT INTO origin (run, of_run, of_checkpoint, epoch, keeps_progress, keeps_schedule, keeps_place, path, bytes)
    VALUES ($run, $of_run, $of_checkpoint, $epoch, $keeps_progress, $keeps_schedule, $keeps_place, $path, $bytes)`)
  const ofRun = db.prepare<[string], Row>('SELECT * FROM origin WHERE run = ?')
  const all = db.prepare<[], Row>('SELECT * FROM origin')
  return {
    insert(fork: string, { run, checkpoint, keepsProgress, keepsSchedule, keepsPlace, ...rest }: Origin): void {
      insert.run({
        ...rest,
        run: fork,
        of_run: run,
        of_checkpoint: checkpoint,
        keeps_progress: keepsProgress ? 1 : 0,
        keeps_schedule: keepsSchedule ? 1 : 0,
        keeps_place: keepsPlace ? 1 : 0,
      })
    },
    ofRun(run: string): Origin | null {
      const row = ofRun.get(run)
      return row ? fromRow(row) : null
    },
    /** By fork. */
    all: (): Map<string, Origin> => new Map(all.all().map((row) => [row.run, fromRow(row)])),
  }
}

function fromRow({ of_run, of_checkpoint, epoch, path, bytes, ...row }: Row): Origin {
  return {
    run: of_run,
    checkpoint: of_checkpoint,
    epoch,
    keepsProgress: row.keeps_progress === 1,
    keepsSchedule: row.keeps_schedule === 1,
    keepsPlace: row.keeps_place === 1,
    path,
    bytes,
  }
}
