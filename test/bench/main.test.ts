import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { BenchRow } from '../../src-main/bench/rows.ts'
import { readRuntime } from '../../src-main/engine/runtime/record.ts'

const bench = (...flags: string[]) =>
  spawnSync(process.execPath, ['out/main/bench.cjs', ...flags], { encoding: 'utf8' })

describe('npm run bench', () => {
  it('measures in processes of its own and tells rows as JSON', () => {
    const works = '--works=clean-step,adversarial-cost,leaks,memory'
    const { status, stdout, stderr } = bench('--quick', '--json', '--architectures=small-cnn:width=8,depth=2', works)
    expect(stderr).toContain('round 1 of 1: small-cnn:depth=2,width=8, adversarial')
    expect(status).toBe(0)
    const rows = BenchRow.array().parse(JSON.parse(stdout))
    expect(rows.map(({ work, unit, failed }) => [work, unit, failed])).toEqual([
      ['clean-step', 'images/s', null],
      ['adversarial-cost', 'ms', null],
      ['memory', 'MB', null],
      ['leaks', 'tensors', null],
    ])
    const [clean, cost, , leaks] = rows
    expect(clean?.ours).toBeGreaterThan(0)
    expect(cost?.ratio).toBeCloseTo((cost?.ours ?? 0) / (cost?.peer ?? 0))
    expect(leaks?.ours).toBe(0)
  })

  it('measures every corruption and the fifteen together', () => {
    const flags = ['--quick', '--json', '--architectures=small-cnn:width=8,depth=2']
    const { status, stdout } = bench(...flags, '--works=corruptions,corruption-frost,corruption-gaussian-noise')
    expect(status).toBe(0)
    const rows = BenchRow.array().parse(JSON.parse(stdout))
    expect(rows.map(({ work, architecture, failed }) => [work, architecture, failed])).toEqual([
      ['corruptions', null, null],
      ['corruption-gaussian-noise', null, null],
      ['corruption-frost', null, null],
    ])
    for (const { ours } of rows) expect(ours).toBeGreaterThan(0)
  })

  it('measures the database of predictions, and questions to it', () => {
    const flags = ['--quick', '--json', '--architectures=small-cnn:width=8,depth=2', '--works=predictions']
    const { status, stdout } = bench(...flags)
    expect(status).toBe(0)
    const rows = BenchRow.array().parse(JSON.parse(stdout))
    expect(rows.map(({ work, unit, failed }) => [work, unit, failed])).toEqual([
      ['predictions', 'MB', null],
      ...['curve', 'classes', 'confusion', 'flips', 'error'].map((kind) => [`predictions-${kind}`, 'ms', null]),
    ])
    for (const { ours } of rows) expect(ours).toBeGreaterThan(0)
  })

  it('measures a sheet through a host: its time, its first page and what memory the engine holds', () => {
    const flags = ['--quick', '--json', '--architectures=small-cnn:width=8,depth=2', '--works=sheet']
    const { status, stdout } = bench(...flags)
    expect(status).toBe(0)
    const rows = BenchRow.array().parse(JSON.parse(stdout))
    expect(rows.map(({ work, unit, failed }) => [work, unit, failed])).toEqual([
      ['sheet', 's', null],
      ['sheet-page', 'ms', null],
      ['sheet-memory', 'MB', null],
    ])
    for (const { ours } of rows) expect(ours).toBeGreaterThan(0)
  })

  it('ends what it measures when its terminal is closed', async () => {
    const flags = ['--quick', '--works=clean-step', '--architectures=small-cnn:width=8,depth=2']
    const child = spawn(process.execPath, ['out/main/bench.cjs', ...flags], { stdio: ['ignore', 'ignore', 'pipe'] })
    let isClosed = false
    child.stderr.on('data', (chunk: Buffer) => {
      if (!isClosed && chunk.toString().includes('round 1')) isClosed = child.kill('SIGHUP')
    })
    const [code] = (await once(child, 'exit')) as [number | null]
    expect(code).toBe(130)
  })

  it('compares a card only where TensorFlow computes on one', () => {
    if (readRuntime('out/native').device === 'gpu') return
    const { status, stderr } = bench('--card')
    expect(status).toBe(2)
    expect(stderr.trim()).toBe('There is no card that TensorFlow computes on here. `npm run doctor` says why.')
  })

  it('refuses what it does not know with one sentence', () => {
    const { status, stderr } = bench('--work=clean')
    expect(status).toBe(2)
    expect(stderr.trim()).toMatch(/^There is no flag "--work"\. Did you mean "works"\?$/)
  })
})
