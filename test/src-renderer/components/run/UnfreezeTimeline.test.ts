import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { trainedParts } from '../../../../src-renderer/charts/trained-parts.ts'
import { xAxis } from '../../../../src-renderer/charts/x-axis.ts'
import UnfreezeTimeline from '../../../../src-renderer/components/run/UnfreezeTimeline.vue'
import UnfreezingSteps from '../../../../src-renderer/components/run/UnfreezingSteps.vue'
import { aRun, point, unfreezingEvents } from '../../support/samples.ts'

const run = aRun()
const series = new Map([
  ['validation-accuracy', [point('validation-accuracy', 20, 0.5), point('validation-accuracy', 70, 0.561)]],
  ['generalization-gap', [point('generalization-gap', 20, 0.1)]],
])

describe('unfreezing on the run page', () => {
  const trained = trainedParts(run, unfreezingEvents, series, xAxis('epoch', run, null))
  if (!trained) throw new Error('The sample freezes something.')

  it('fills each part from the step at which it began to be trained to where the run is', () => {
    const timeline = mount(UnfreezeTimeline, { props: { trained, range: [0, 10], end: 5 } })
    const bars = timeline.findAll('li').map((row) => row.find('i'))
    expect(bars.map((bar) => (bar.exists() ? bar.attributes('style') : null))).toEqual([
      'left: 0%; width: 50%;',
      'left: 20%; width: 30%;',
      null,
    ])
    expect(timeline.get('figcaption').text()).toContain('170 of 200 weights, 85.0')
    expect(timeline.get('.mark').attributes()).toMatchObject({
      style: 'left: 20%;',
      title: expect.stringContaining('Unfroze block_2 and block_3') as string,
    })
  })

  it('says why each step was taken, and what five epochs brought', () => {
    const rows = mount(UnfreezingSteps, { props: { steps: trained.steps, series } }).findAll('tbody tr')
    expect(rows[0]?.findAll('td').map((cell) => cell.text())).toEqual(['2', 'block_3, block_2', '+6.1', '–'])
    expect(rows[1]?.text()).toContain('Training loss did not fall by 0.001 for 2 epochs (best 1.234).')
  })
})
