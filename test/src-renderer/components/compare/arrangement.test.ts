import { describe, expect, it } from 'vitest'
import type { Subject } from '../../../../src-renderer/charts/gap-by-epoch.ts'
import { seedGroups } from '../../../../src-renderer/charts/seed-groups.ts'
import { panels } from '../../../../src-renderer/components/compare/arrangement.ts'
import { aRun } from '../../support/samples.ts'

const subject = (id: string, architecture: string, seed = 0): Subject => ({
  run: aRun({ id, name: 'base', config: { architecture, seed } }),
  series: new Map(),
})
const subjects = [subject('a', 'small-cnn'), subject('b', 'mobilenet-v2'), subject('c', 'small-cnn', 1)]
const shape = (arrangement: 'run' | 'architecture' | 'overlaid', isGrouped = false) =>
  panels(
    subjects,
    isGrouped ? seedGroups(subjects.map(({ run }) => run)) : null,
    arrangement,
    ({ run }) => run.config.architecture.id,
  ).map(({ title, members }) => [title, members.map(({ run }) => run.id).join('')])

describe('panels', () => {
  it('hold one run, all of one architecture, or all', () => {
    expect(shape('run').map(([, members]) => members)).toEqual(['a', 'b', 'c'])
    expect(shape('architecture')).toEqual([
      ['small-cnn', 'ac'],
      ['mobilenet-v2', 'b'],
    ])
    expect(shape('overlaid')).toEqual([['', 'abc']])
  })

  it('tell runs of one name apart', () => {
    expect(shape('run').map(([title]) => title)).toEqual(['base', 'base (2)', 'base (3)'])
  })

  it('hold a group of seeds together, with its n', () => {
    expect(shape('run', true)).toEqual([
      ['base, n = 2', 'ac'],
      ['base', 'b'],
    ])
  })
})
