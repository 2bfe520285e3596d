import { mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { RunConfig, type Checkpoint } from '../../../../src-main/contract/index.ts'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import CheckpointTable from '../../../../src-renderer/components/run/CheckpointTable.vue'
import { aRun, point } from '../../support/samples.ts'
import { scriptedHost } from '../../support/scripted-host.ts'

const checkpoint = (id: number, kind: Checkpoint['kind'], epoch: number, sha256: string): Checkpoint => ({
  ...{ id, run: 'base', kind, step: epoch * 10, epoch, path: `runs/base/${kind}-${epoch}` },
  ...{ bytes: 1_500_000, sha256, createdAt: 0 },
})

const mounted = () => ({
  plugins: [createPinia()],
  provide: { [apiKey as symbol]: createApi(scriptedHost().transport) },
})

describe('the kept checkpoints of a run', () => {
  it('stand once for each state, with all reasons and what they take, and can be forked', async () => {
    const config = RunConfig.parse({ dataset: { id: 'shapes' }, checkpoints: { everyEpochs: 3 } })
    const table = mount(CheckpointTable, {
      global: mounted(),
      props: {
        run: aRun({ config }),
        checkpoints: [
          checkpoint(9, 'last', 8, 'a'),
          checkpoint(7, 'best', 8, 'a'),
          checkpoint(4, 'best-robust', 6, 'b'),
          checkpoint(5, 'epoch', 6, 'b'),
        ],
        series: new Map([['validation-accuracy', [point('validation-accuracy', 80, 0.5)]]]),
      },
    })
    const rows = table.findAll('tbody tr')
    expect(rows.map((row) => row.findAll('td').map((cell) => cell.text().replaceAll(/\s+/g, ' ')))).toEqual([
      ['8', 'resume point, best clean 3.0 MB', '50.0', '–', 'Fork Card'],
      ['6', 'best robust, every 3 epochs 3.0 MB', '–', '–', 'Fork Card'],
    ])
    await rows[1]?.get('button').trigger('click')
    expect(table.emitted('fork')).toMatchObject([[{ id: 4, epoch: 6 }]])
  })

  it('call what early stopping watches for by its name', () => {
    const config = RunConfig.parse({
      dataset: { id: 'shapes' },
      earlyStopping: { monitor: 'attacked-validation-accuracy' },
      monitor: { attack: 'fgsm' },
    })
    const checkpoints = [checkpoint(1, 'best', 3, 'a'), checkpoint(2, 'best-clean', 2, 'b')]
    const table = mount(CheckpointTable, {
      global: mounted(),
      props: { run: aRun({ config }), checkpoints, series: new Map() },
    })
    expect(
      table.findAll('.why').map((cell) =>
        cell
          .text()
          .split(/\s{2,}|\d/)[0]
          ?.trim(),
      ),
    ).toEqual(['best robust', 'best clean'])
  })
})
