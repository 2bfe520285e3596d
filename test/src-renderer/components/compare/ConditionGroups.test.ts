import { mount, RouterLinkStub } from '@vue/test-utils'
import { expect, it } from 'vitest'
import type { ComparisonRow } from '../../../../src-main/contract/index.ts'
import ConditionGroups from '../../../../src-renderer/components/compare/ConditionGroups.vue'
import { comparisonLines } from '../../../../src-renderer/lib/compare/comparison-table.ts'
import { aRun, catalog } from '../../support/samples.ts'

const run = aRun({ config: { augmentations: ['gaussian-noise'] } })
const row = (condition: string, accuracy: number): ComparisonRow => ({
  ...{ run: 'base', name: 'base', condition, evaluation: '1', checkpoint: null, top5: null, seen: [], checks: [] },
  ...{ correct: accuracy * 100, n: 100, accuracy, interval: [accuracy - 0.1, accuracy + 0.1] },
})
const severities = (id: string, ...accuracies: number[]): ComparisonRow[] =>
  accuracies.map((accuracy, at) => row(`${id}:severity=${at + 1}`, accuracy))

it('shows a row a method by category, with mean, mark and curve, and its strengths when it is opened', async () => {
  const rows = [
    ...severities('fog', 0.5, 0.4, 0.3, 0.2, 0.1),
    row('clean', 0.6),
    ...severities('gaussian-noise-c', 0.5, 0.3),
    ...severities('snow', 0.2, 0.2),
  ]
  const table = mount(ConditionGroups, {
    props: {
      lines: comparisonLines({ rows, pairs: [] }, [run], [], 'base', catalog),
      ...{ runs: [run], baseline: 'base', catalog, commonCount: 100, progress: new Map() },
    },
    global: { stubs: { RouterLink: RouterLinkStub } },
  })
  const text = () => table.findAll('tbody tr').map((line) => line.text().replaceAll(/\s+/g, ' '))
  expect(text()).toEqual([
    'Clean and attacks',
    'Clean60.0±10.0–',
    'Noise',
    'Gaussian noise (ImageNet-C) 2 strengthsseenBy strength: 50.0, 30.0 %mean 40.0–',
    'Weathermean 25.0',
    'Fog 5 strengthsBy strength: 50.0, 40.0, 30.0, 20.0, 10.0 %mean 30.0–',
    'Snow 2 strengthsBy strength: 20.0, 20.0 %mean 20.0–',
  ])
  await table.findAll('.fold')[1]?.trigger('click')
  expect(text().slice(6, 11)).toEqual([
    ...[50, 40, 30, 20, 10].map((accuracy, at) => `severity ${at + 1}${accuracy}.0±10.0–`),
  ])
})
