import type { Database } from 'better-sqlite3'

/** Where a fork comes from. The file is the fork's own: the run that it was forked from may be gone. */
export interface Origin {
  readonly run: string
  readonly checkpoint: number
  readonly epoch: number
  /** Whether slots, schedule and the count of epochs are taken over with the weights. */
  readonly keepsProgress: boolean
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
  path: string
  bytes: number
}

export function originTable(db: Database) {
  const insert = db.prepare<[Row]>(`
    INSERT INTO origin (run, of_run, of_checkpoint, epoch, keeps_progress, path, bytes)
    VALUES ($run, $of_run, $of_checkpoint, $epoch, $keeps_progress, $path, $bytes)`)
  const ofRun = db.prepare<[string], Row>('SELECT * FROM origin WHERE run = ?')
  const all = db.prepare<[], Row>('SELECT * FROM origin')
  return {
    insert(fork: string, { run, checkpoint, keepsProgress, ...rest }: Origin): void {
      const keeps_progress = keepsProgress ? 1 : 0
      insert.run({ run: fork, of_run: run, of_checkpoint: checkpoint, keeps_progress, ...rest })
    },
    ofRun(run: string): Origin | null {
      const row = ofRun.get(run)
      return row ? fromRow(row) : null
    },
    /** By fork. */
    all: (): Map<string, Origin> => new Map(all.all().map((row) => [row.run, fromRow(row)])),
  }
}

function fromRow({ of_run, of_checkpoint, epoch, keeps_progress, path, bytes }: Row): Origin {
  return { run: of_run, checkpoint: of_checkpoint, epoch, keepsProgress: keeps_progress === 1, path, bytes }
}
