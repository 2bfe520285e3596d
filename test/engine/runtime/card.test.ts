import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { findCard, isDrivenBy, refusalOfCard, type Card } from '../../../src-main/engine/runtime/card.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

afterEach(() => vi.unstubAllEnvs())

/** An nvidia-smi that answers with these lines, or, where it is old, refuses a question for compute_cap. */
function fakeDriver(answer: string, { isOld = false } = {}): void {
  const folder = temporaryFolder()
  const refuse = isOld ? 'case "$1" in *compute_cap*) echo "Field is not a valid field to query."; exit 2;; esac\n' : ''
  writeFileSync(join(folder, 'nvidia-smi'), `#!/bin/sh\n${refuse}echo "${answer}"\n`, { mode: 0o755 })
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`)
}

const card: Card = { name: 'NVIDIA A100', driver: '550.54', computeCapability: 8, memoryBytes: 40 * 2 ** 30 }

describe('findCard', () => {
  it('reads what the driver says of the card', () => {
    fakeDriver('NVIDIA H100 80GB HBM3, 560.35.03, 81559, 9.0')
    expect(findCard()).toEqual({
      ...{ name: 'NVIDIA H100 80GB HBM3', driver: '560.35.03' },
      ...{ computeCapability: 9, memoryBytes: 81559 * 2 ** 20 },
    })
  })

  it('asks a driver less that does not know compute capabilities', () => {
    fakeDriver('Tesla K80, 440.33.01, 11441', { isOld: true })
    expect(findCard()).toMatchObject({ name: 'Tesla K80', driver: '440.33.01', computeCapability: null })
  })

  it('finds none where there is no driver', () => {
    vi.stubEnv('PATH', temporaryFolder())
    expect(findCard()).toBeNull()
  })
})

describe('isDrivenBy', () => {
  const module = (version: string): string =>
    `NVRM version: NVIDIA UNIX x86_64 Kernel Module  ${version}  Thu Feb 22 01:44:30 UTC 2024\nGCC version:  gcc 12.3.0\n`

  it('knows a driver again until it is updated, and a card until it is gone', () => {
    expect(isDrivenBy(card, module('550.54'))).toBe(true)
    expect(isDrivenBy(card, module('550.54.14'))).toBe(false)
    expect(isDrivenBy(card, module('560.35.03'))).toBe(false)
    expect(isDrivenBy(card, null)).toBe(false)
    expect(isDrivenBy(null, module('550.54'))).toBe(false)
    expect(isDrivenBy(null, null)).toBe(true)
  })
})

describe('refusalOfCard', () => {
  it.each<[string, Partial<Card>]>([
    ['Turing', { computeCapability: 7.5, driver: '525.60.13' }],
    ['Ada', { computeCapability: 8.9, driver: '535.104.05' }],
    ['Hopper with the first driver of CUDA 12', { computeCapability: 9, driver: '525.60.13' }],
  ])('lets %s compute', (_, changes) => {
    expect(refusalOfCard({ ...card, ...changes })).toBeNull()
  })

  it.each<[string, Partial<Card>, RegExp]>([
    ['a driver before CUDA 12', { driver: '470.82.01' }, /driver of the NVIDIA A100 is 470.82.01 and must be 525/],
    ['Hopper with a driver before CUDA 12', { computeCapability: 9, driver: '520.61.05' }, /must be 525 or newer/],
    ['Maxwell', { computeCapability: 5.2 }, /compute capability 5.2, and TensorFlow computes on 6.0 to 9.x/],
    ['Blackwell', { computeCapability: 12, driver: '570.86.10' }, /compute capability 12.0/],
  ])('refuses %s in a sentence', (_, changes, sentence) => {
    expect(refusalOfCard({ ...card, ...changes })).toMatch(sentence)
  })
})
