import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { describe, expect, it } from 'vitest'
import { AppError, type Dataset } from '../../../../src-main/contract/index.ts'
import { apiKey, createApi } from '../../../../src-renderer/api.ts'
import CorruptedFolderPanel from '../../../../src-renderer/components/datasets/CorruptedFolderPanel.vue'
import { aDataset } from '../../support/samples.ts'
import { scriptedHost } from '../../support/scripted-host.ts'
import { settled } from '../../support/with-stores.ts'

const corrupted: Dataset['corrupted'] = {
  ...{ path: '/data/Tiny-ImageNet-C', matching: 'by-class', corruptions: ['fog', 'snow'] },
  ...{ matched: 8, left: 3 },
}

function open(dataset: Dataset) {
  const host = scriptedHost()
  const pinia = createPinia()
  setActivePinia(pinia)
  const panel = mount(CorruptedFolderPanel, {
    props: { dataset },
    global: { plugins: [pinia], provide: { [apiKey as symbol]: createApi(host.transport) } },
  })
  return { host, panel }
}

describe('the folder of corrupted images of a dataset', () => {
  it('is named in a browser, and told why it cannot be attached', async () => {
    const { host, panel } = open(aDataset())
    expect(panel.text()).toContain('No folder is attached.')
    host.answer('datasets.attachCorrupted', () => {
      throw new AppError('not-found', 'There is nothing at /nowhere.')
    })
    await panel.get('button').trigger('click')
    await panel.get('input').setValue(' /nowhere ')
    await panel.get('form').trigger('submit')
    await settled()
    expect(host.calls).toContain('datasets.attachCorrupted')
    expect(panel.text()).toContain('nothing at /nowhere')
  })

  it('tells what stands for what, and what has no place; and is detached', async () => {
    const { host, panel } = open(aDataset({ counts: { train: 20, validation: 10 }, corrupted }))
    expect(panel.text()).toContain('2 corruptions in /data/Tiny-ImageNet-C; its files are other photographs')
    expect(panel.text()).toContain('2 of 10 validation images have none and are left out.')
    expect(panel.text()).toContain('3 files of each severity have no place.')
    host.answer('datasets.detachCorrupted', () => aDataset())
    await panel.findAll('button')[1]?.trigger('click')
    await settled()
    expect(host.calls).toContain('datasets.detachCorrupted')
  })
  it('asks before evaluations are forgotten', async () => {
    const { host, panel } = open(aDataset({ corrupted }))
    const asked: boolean[] = []
    host.answer('datasets.detachCorrupted', (input) => {
      const { forgetEvaluations } = input as { forgetEvaluations: boolean }
      asked.push(forgetEvaluations)
      if (!forgetEvaluations) throw new AppError('conflict', '2 evaluations have seen images of the folder.')
      return aDataset()
    })
    await panel.findAll('button')[1]?.trigger('click')
    await settled()
    expect(panel.text()).toContain('2 evaluations have seen')
    await panel
      .findAll('button')
      .find((button) => button.text() === 'Forget them and go on')
      ?.trigger('click')
    await settled()
    expect(asked).toEqual([false, true])
    expect(panel.text()).not.toContain('Forget them')
  })
})
