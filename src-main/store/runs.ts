import type { Database } from 'better-sqlite3'
import { RunConfig, type RunState } from '../contract/index.ts'

interface Row {
  number: number
  id: string
  experiment: string
  dataset: string | null
  name: string
  state: RunState
  reason: string | null
  config: string
  step: number
  steps_total: number | null
  epoch: number
  parameters: number | null
  created_at: number
  started_at: number | null
  finished_at: number | null
  is_archived: 0 | 1
  trashed_at: number | null
}

/** A run's own row: what the contract's `Run` says, less what is read from other tables. */
export interface StoredRun {
  readonly number: number
  readonly id: string
  readonly experiment: string
  readonly dataset: string | null
  readonly name: string
  readonly state: RunState
  readonly reason: string | null
  readonly config: RunConfig
  readonly step: number
  readonly stepsTotal: number | null
  readonly epoch: number
  readonly parameters: number | null
  readonly createdAt: number
  readonly startedAt: number | null
  readonly finishedAt: number | null
  readonly isArchived: boolean
  readonly trashedAt: number | null
}

export interface NewRun {
  readonly id: string
  readonly experiment: string
  readonly dataset: string | null
  readonly config: RunConfig
  readonly createdAt: number
}

interface SettledImport {
  readonly id: string
  readonly step: number
  readonly epoch: number
  readonly config: string
  readonly startedAt: number | null
  readonly finishedAt: number | null
}

export function runTable(db: Database) {
  const insert = db.prepare(`
    INSERT INTO run (id, experiment, dataset, name, state, config, config_version, created_at)
    VALUES ($id, $experiment, $dataset, $name, 'queued', $config, $version, $createdAt)`)
  const get = db.prepare<[string], Row>('SELECT * FROM run WHERE id = ?')
  const list = db.prepare<[number], Row>('SELECT * FROM run ORDER BY number DESC LIMIT ?')
  const ofExperiment = db.prepare<[string, number], Row>(
    'SELECT * FROM run WHERE experiment = ? ORDER BY number LIMIT ?',
  )
  const doneBeside = db.prepare<[string, string, string], Row>(`
    SELECT * FROM run WHERE dataset = ? AND id <> ? AND state = 'done' AND trashed_at IS NULL
    ORDER BY experiment = ? DESC, number DESC LIMIT 1`)
  const setState = db.prepare(`
    UPDATE run SET state = $state, reason = $reason,
      started_at = CASE WHEN $state = 'preparing' THEN $at ELSE started_at END,
      finished_at = CASE WHEN $state IN ('queued', 'preparing', 'running') THEN NULL ELSE max($at, coalesce(started_at, $at)) END
    WHERE id = $id`)
  const setArchived = db.prepare<[number, string]>('UPDATE run SET is_archived = ? WHERE id = ?')
  const setTrashed = db.prepare<[number | null, string]>('UPDATE run SET trashed_at = ? WHERE id = ?')
  const trashed = db.prepare<[], Row>('SELECT * FROM run WHERE trashed_at IS NOT NULL ORDER BY number')
  const remove = db.prepare<[string]>('DELETE FROM run WHERE id = ?')
  const setProgress = db.prepare<[number, number, string]>('UPDATE run SET step = ?, epoch = ? WHERE id = ?')
  const setSummary = db.prepare<[number, number, string]>('UPDATE run SET parameters = ?, steps_total = ? WHERE id = ?')

  const settleImported = db.prepare<[SettledImport]>(`
    UPDATE run SET step = $step, steps_total = $step, epoch = $epoch, config = $config, started_at = $startedAt,
      finished_at = $finishedAt
    WHERE id = $id`)

  // A configuration never changes but where an import goes on, and reading one costs more than its row.
  const configs = new Map<string, RunConfig>()
  const configOf = ({ id, config }: Row): RunConfig => {
    const known = configs.get(id) ?? RunConfig.parse(JSON.parse(config))
    configs.set(id, known)
    return known
  }
  const fromRow = (row: Row): StoredRun => describeRow(row, configOf(row))

  return {
    insert: ({ config, ...run }: NewRun): void => {
      const { name, version } = config
      insert.run({ ...run, name, version, config: JSON.stringify(config) })
    },
    get(id: string): StoredRun | undefined {
      const row = get.get(id)
      return row && fromRow(row)
    },
    /** Newest first. */
    list: (limit: number): StoredRun[] => list.all(limit).map(fromRow),
    /** In the order of the experiment. */
    ofExperiment: (id: string, limit: number): StoredRun[] => ofExperiment.all(id, limit).map(fromRow),
    /** Another run on the same images that is done: of the same experiment where there is one, and the newest. */
    doneBeside({ id, dataset, experiment }: Pick<StoredRun, 'id' | 'dataset' | 'experiment'>): StoredRun | undefined {
      const row = dataset === null ? undefined : doneBeside.get(dataset, id, experiment)
      return row && fromRow(row)
    },
    setState: (id: string, state: RunState, reason: string | null, at: number): void => {
      setState.run({ id, state, reason, at })
    },
    setArchived: (id: string, isArchived: boolean): void => {
      setArchived.run(isArchived ? 1 : 0, id)
    },
    /** null takes it out of the trash. */
    setTrashed: (id: string, at: number | null): void => {
      setTrashed.run(at, id)
    },
    trashed: (): StoredRun[] => trashed.all().map(fromRow),
    /** With all that belongs to it: metrics, events, checkpoints, evaluations and their predictions. */
    remove: (id: string): void => {
      remove.run(id)
      configs.delete(id)
    },
    setProgress: (id: string, step: number, epoch: number): void => {
      setProgress.run(step, epoch, id)
    },
    /** What the whole log of a run that was trained elsewhere says of it. */
    settleImported: ({ config, ...run }: Omit<SettledImport, 'config'> & Pick<NewRun, 'config'>): void => {
      settleImported.run({ ...run, config: JSON.stringify(config) })
      configs.delete(run.id)
    },
    setSummary: (id: string, parameters: number, stepsTotal: number): void => {
      setSummary.run(parameters, stepsTotal, id)
    },
  }
}

function describeRow(row: Row, config: RunConfig): StoredRun {
  return {
    number: row.number,
    id: row.id,
    experiment: row.experiment,
    dataset: row.dataset,
    name: row.name,
    state: row.state,
    reason: row.reason,
    config,
    step: row.step,
    stepsTotal: row.steps_total,
    epoch: row.epoch,
    parameters: row.parameters,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    isArchived: row.is_archived === 1,
    trashedAt: row.trashed_at,
  }
}
