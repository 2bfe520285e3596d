import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isBuilt } from '../support/command-line.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { measureDrift } from './drift.ts'
import { drive } from './drive.ts'
import { readDatabase } from './read-database.ts'

const steps = 20_000

describe.skipIf(!isBuilt)('a long run', () => {
  it('loses no point over the whole path, keeps its database small and lets the host not grow', async () => {
    const workspace = temporaryFolder()
    const driven = await drive({
      ...{ workspace, steps, realMs: 4000, sampleMs: 200 },
      replay: { stepsPerSecond: 4000, stepsPerEpoch: 1000 },
      say: () => undefined,
    })
    const { realSteps, replayedSteps, announcedPoints, samples } = driven
    expect(realSteps).toBeGreaterThan(100)
    expect(realSteps + replayedSteps).toBeGreaterThan(0.9 * steps)
    const database = readDatabase(join(workspace, 'store', 'adversarium.db'))
    expect(database).toMatchObject({ isWhole: true, points: announcedPoints })
    expect(database.bytesPerPoint).toBeLessThan(200)
    expect(measureDrift(samples['host held'] ?? [], steps / 4).growth).toBeLessThan(0.1)
  })
})
