import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DoctorReport } from '../../../src-main/contract/system.ts'
import { cardRow, diagnose } from '../../../src-main/engine/runtime/doctor.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

describe('cardRow', () => {
  const card = { name: 'NVIDIA A100', driver: '550.54', computeCapability: 8, memoryBytes: 40 * 2 ** 30 }

  it('says how to hold a card against the processor, and what is wrong with one that cannot be used', () => {
    expect(cardRow(card)).toMatchObject({
      status: 'ok',
      found: 'NVIDIA A100, driver 550.54, compute capability 8.0, 43 GB',
      note: expect.stringContaining('`npm run bench -- --card`'),
    })
    expect(cardRow({ ...card, driver: '470.82', computeCapability: null })).toMatchObject({
      status: 'problem',
      found: 'NVIDIA A100, driver 470.82, 43 GB',
      note: expect.stringContaining('update it'),
    })
    expect(cardRow(null)).toMatchObject({ status: 'unused', found: 'none' })
  })
})

describe('diagnose', () => {
  it('tells of everything that the program needs, in a row each', () => {
    const report = diagnose(resolve(import.meta.dirname, '../../..'))
    expect(DoctorReport.parse(report)).toEqual(report)
    const subjects = report.rows.map((row) => row.subject)
    expect(subjects).toEqual([
      'Node',
      "npm's Node",
      'C++ compiler',
      'pip',
      'TensorFlow chosen',
      'TensorFlow of Python',
      'TensorFlow fetched',
      'Addon',
      'NVIDIA card',
      'Electron',
      'Display',
      'Processor',
      'Cache',
    ])
    expect(report.rows.every((row) => row.found.length > 0 && row.note.length > 0)).toBe(true)
  })

  it('names what to do where nothing was prepared', () => {
    const report = diagnose(temporaryFolder())
    expect(report.backend).toBe('javascript')
    expect(report.rows.find((row) => row.subject === 'Addon')).toMatchObject({
      status: 'missing',
      note: expect.stringContaining('npm start'),
    })
  })
})
