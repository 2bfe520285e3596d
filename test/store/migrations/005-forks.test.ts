import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { migrations } from '../../../src-main/store/migrations/index.ts'
import { openDatabase } from '../../../src-main/store/open.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const schedules = { constant: { id: 'constant', params: {} }, plateau: { id: 'plateau', params: { factor: 0.1 } } }

describe('the migration to what forks take over', () => {
  it('reads it from both configurations, and takes over nothing where the other run is gone', () => {
    const path = join(temporaryFolder(), 'test.db')
    const before = openDatabase(
      path,
      migrations.filter(({ version }) => version < 5),
    )
    before.pragma('foreign_keys = OFF')
    const putRun =
      before.prepare(`INSERT INTO run (id, experiment, dataset, name, state, config, config_version, created_at)
      VALUES (?, 'e', ?, 'name', 'done', ?, 1, 0)`)
    const putOrigin = before.prepare("INSERT INTO origin VALUES (?, ?, 1, 2, 1, 'path', 9)")
    const config = (schedule: keyof typeof schedules, batchSize: number): string =>
      JSON.stringify({ seed: 7, schedule: schedules[schedule], batchSize })
    putRun.run('old', 'digits', config('plateau', 32))
    const forks = [
      ['same', 'digits', config('plateau', 32), 'old'],
      ['other batches', 'digits', config('plateau', 16), 'old'],
      ['other dataset', 'letters', config('plateau', 32), 'old'],
      ['other schedule', 'digits', config('constant', 32), 'old'],
      ['of nobody', 'digits', config('plateau', 32), 'gone'],
    ] as const
    for (const [id, dataset, text, of] of forks) {
      putRun.run(id, dataset, text)
      putOrigin.run(id, of)
    }
    before.close()
    const after = openDatabase(path)
    const rows = after.prepare('SELECT run, keeps_schedule, keeps_place FROM origin').raw().all()
    after.close()
    expect(Object.fromEntries((rows as [string, number, number][]).map(([run, ...keeps]) => [run, keeps]))).toEqual({
      same: [1, 1],
      'other batches': [1, 0],
      'other dataset': [1, 0],
      'other schedule': [0, 1],
      'of nobody': [0, 0],
    })
  })
})
