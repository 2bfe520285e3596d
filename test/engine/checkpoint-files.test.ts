import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Network } from '../../src-main/core/network/network.ts'
import type { TrainingState } from '../../src-main/core/training/state.ts'
import { readCheckpoint, writeCheckpoint } from '../../src-main/engine/checkpoint-files.ts'

const variable = (path: string, role: 'kernel' | 'moving_mean', kind: 'weight' | 'statistic', shape: number[]) => ({
  path,
  node: path.split('/')[0] as string,
  block: 'head',
  role,
  kind,
  shape,
  initializer: 'zeros' as const,
})
const network: Network = {
  inputShape: [1, 1, 2],
  classes: 3,
  nodes: [],
  weights: [variable('dense/kernel', 'kernel', 'weight', [2, 3])],
  statistics: [variable('bn/moving_mean', 'moving_mean', 'statistic', [2])],
  blocks: ['head'],
}
const stateAt = (step: number): TrainingState => ({
  step,
  epoch: 1,
  weights: [Float32Array.of(1, -2, 3.5, 0, 1e-30, step)],
  statistics: [Float32Array.of(0.25, -0.5)],
  slots: [[Float32Array.of(6, 5, 4, 3, 2, 1)]],
  schedule: { factor: 0.1 },
  freezing: { policy: 'progressive', since: { head: -3 }, memory: { best: 0.1, waited: 1 } },
  epochLoss: { sum: 0.1 + 0.2, images: 32 },
  earlyStopping: { bestValue: null, bestEpoch: 0, epochsWithoutImprovement: 2 },
})

describe('checkpoint files', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'checkpoint-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('read back bit for bit, with the hash of the whole file', () => {
    const file = writeCheckpoint(folder, 'last', network, stateAt(7))
    expect(readCheckpoint(file.path, network)).toEqual(stateAt(7))
    const bytes = readFileSync(file.path)
    expect(file).toMatchObject({ step: 7, epoch: 1, bytes: bytes.length })
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(file.sha256)
  })

  it('of before freezing have all blocks trained from the start', () => {
    const { path } = writeCheckpoint(folder, 'last', network, stateAt(7))
    const whole = readFileSync(path)
    const length = Number(whole.readBigUInt64LE(0))
    const header = JSON.parse(whole.toString('utf8', 8, 8 + length)) as { __metadata__: { progress: string } }
    const { freezing: _, epochLoss: __, ...progress } = JSON.parse(header.__metadata__.progress) as TrainingState
    header.__metadata__.progress = JSON.stringify(progress)
    const json = JSON.stringify(header).padEnd(length)
    writeFileSync(path, Buffer.concat([whole.subarray(0, 8), Buffer.from(json), whole.subarray(8 + length)]))
    expect(readCheckpoint(path, network)).toEqual({
      ...stateAt(7),
      freezing: { policy: '{"id":"all","params":{}}', since: { head: 0 }, memory: {} },
      epochLoss: { sum: 0, images: 0 },
    })
  })

  it('keep the newest and the one before it, and remove what a crash left', () => {
    writeFileSync(join(folder, 'last-000000003.safetensors.1.tmp'), 'half')
    for (const step of [1, 2, 3]) writeCheckpoint(folder, 'last', network, stateAt(step))
    writeCheckpoint(folder, 'best', network, stateAt(1))
    expect(readdirSync(folder).toSorted()).toEqual([
      'best-000000001.safetensors',
      'last-000000002.safetensors',
      'last-000000003.safetensors',
    ])
  })

  it('are refused when cut, changed, gone or of another network', () => {
    const { path } = writeCheckpoint(folder, 'last', network, stateAt(1))
    const whole = readFileSync(path)
    const changed = Buffer.from(whole)
    changed.writeUInt8(whole.readUInt8(whole.length - 1) ^ 1, whole.length - 1)
    writeFileSync(path, changed)
    expect(() => readCheckpoint(path, network)).toThrow('its data does not match its hash')
    truncateSync(path, whole.length - 4)
    expect(() => readCheckpoint(path, network)).toThrow('its data does not match its hash')
    truncateSync(path, 6)
    expect(() => readCheckpoint(path, network)).toThrow('it is cut off')
    writeFileSync(path, whole)
    const wider = { ...network, weights: [variable('dense/kernel', 'kernel', 'weight', [2, 4])] }
    expect(() => readCheckpoint(path, wider)).toThrow('"dense/kernel" is [2,3], expected [2,4]')
    expect(() => readCheckpoint(join(folder, 'none'), network)).toThrow('the file is gone')
  })
})
