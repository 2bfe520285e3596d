import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Network } from '../../src-main/core/network/network.ts'
import { nothingSeen } from '../../src-main/core/training/overfitting.ts'
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
  stepsPerEpoch: 5,
  weights: [Float32Array.of(1, -2, 3.5, 0, 1e-30, step)],
  statistics: [Float32Array.of(0.25, -0.5)],
  slots: [[Float32Array.of(6, 5, 4, 3, 2, 1)]],
  schedule: { factor: 0.1 },
  freezing: { policy: 'progressive', since: { head: -3 }, memory: { best: 0.1, waited: 1 } },
  epochLoss: { sum: 0.1 + 0.2, images: 32 },
  earlyStopping: { bestValue: null, bestEpoch: 0, epochsWithoutImprovement: 2 },
  keeping: { otherBest: 0.75 },
  overfitting: {
    best: { epoch: 1, validation: 0.1 + 0.2, train: null, clean: 0.75, loss: 1e-30 },
    before: { epoch: 2, validation: 0.25, train: 0.5, clean: 0.5, loss: 2 },
    ...{ epochsBelow: 1, isCollapsed: false, isTold: true },
  },
  carried: [Float32Array.of(0.5, -0.25, step)],
})

interface Header {
  readonly __metadata__: { progress: string }
  readonly 'dense/kernel': { data_offsets: [number, number] }
}

/** Writes the file anew with another header, which its hash does not cover. */
function changeHeader(path: string, change: (header: Header) => void): void {
  const whole = readFileSync(path)
  const length = Number(whole.readBigUInt64LE(0))
  const header = JSON.parse(whole.toString('utf8', 8, 8 + length)) as Header
  change(header)
  const json = Buffer.from(JSON.stringify(header))
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(json.length))
  writeFileSync(path, Buffer.concat([size, json, whole.subarray(8 + length)]))
}

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
    changeHeader(path, (header) => {
      const {
        freezing: _,
        epochLoss: __,
        stepsPerEpoch: ___,
        keeping: ____,
        overfitting: _____,
        ...progress
      } = JSON.parse(header.__metadata__.progress) as TrainingState
      header.__metadata__.progress = JSON.stringify(progress)
    })
    expect(readCheckpoint(path, network)).toEqual({
      ...stateAt(7),
      freezing: { policy: '{"id":"all","params":{}}', since: { head: 0 }, memory: {} },
      stepsPerEpoch: null,
      epochLoss: { sum: 0, images: 0 },
      keeping: { otherBest: null },
      overfitting: nothingSeen,
    })
  })

  it('lie beside the older ones, which the host may not have recorded yet', () => {
    for (const step of [1, 2, 3]) writeCheckpoint(folder, 'last', network, stateAt(step))
    writeCheckpoint(folder, 'best', network, stateAt(1))
    expect(readdirSync(folder).toSorted()).toEqual([
      'best-000000001-000001.safetensors',
      'last-000000001-000001.safetensors',
      'last-000000002-000001.safetensors',
      'last-000000003-000001.safetensors',
    ])
  })

  it('give a measurement that is made up for a file beside the one of the same step', () => {
    const given = writeCheckpoint(folder, 'last', network, stateAt(5))
    const measured = writeCheckpoint(folder, 'last', network, { ...stateAt(5), epoch: 2 })
    expect(readCheckpoint(given.path, network).epoch).toBe(1)
    expect(readCheckpoint(measured.path, network).epoch).toBe(2)
  })

  it.each<[string, (header: Header) => void, string]>([
    ['a state that is no JSON', ({ __metadata__ }) => void (__metadata__.progress = '{"step":'), 'is damaged'],
    ['a state without its step', ({ __metadata__ }) => void (__metadata__.progress = '{"epoch":1}'), 'is damaged'],
    [
      'a tensor beyond the data',
      ({ 'dense/kernel': entry }) => void (entry.data_offsets = [1000, 1024]),
      'does not fit',
    ],
    ['fewer bytes than values', ({ 'dense/kernel': entry }) => void (entry.data_offsets = [0, 20]), 'does not fit'],
    ['an end before the beginning', ({ 'dense/kernel': entry }) => void (entry.data_offsets = [24, 0]), 'does not fit'],
  ])('are refused by name with %s', (_what, damage, why) => {
    const { path } = writeCheckpoint(folder, 'last', network, stateAt(1))
    changeHeader(path, damage)
    expect(() => readCheckpoint(path, network)).toThrow(
      expect.objectContaining({ code: 'invalid-input', message: expect.stringMatching(`last-000000001.*${why}`) }),
    )
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
