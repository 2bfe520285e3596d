import { enableAutoUnmount, mount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import type { RobustnessCheck } from '../../../src-main/contract/index.ts'
import ChecksMark from '../../../src-renderer/components/ChecksMark.vue'
import { aCheck } from '../support/samples.ts'

const checks = [
  aCheck('Gradients are not zero', 'suspicious', 'The gradient is zero for 90 of 100 images.'),
  aCheck('Deterministic logits', 'passed', 'Twice the same.'),
  aCheck('Transfer', 'not-run', 'No other run.'),
]

async function opened(shown: RobustnessCheck[]) {
  const mark = mount(ChecksMark, { props: { checks: shown, subject: 'base, FGSM 2/255' }, attachTo: document.body })
  await mark.get('button').trigger('click')
  await nextTick()
  return { mark, panel: document.querySelector('.popover')?.textContent ?? '' }
}

enableAutoUnmount(afterEach)

describe('the mark of checks', () => {
  it('is a button that says whose number it is about and what the checks say', () => {
    const button = mount(ChecksMark, { props: { checks, subject: 'base, FGSM 2/255' } }).get('button')
    expect(button.text()).toBe(
      'Robustness checks of base, FGSM 2/255: suspicious: Gradients are not zero (1 of 3 checks)',
    )
    expect(button.get('.mark').classes()).toContain('amber')
  })

  it('opens each check with its verdict and its reason', async () => {
    const { panel } = await opened(checks)
    expect(panel).toContain('Do not believe this number yet: Gradients are not zero (1 of 3 checks).')
    expect(panel).toMatch(/Gradients are not zero\s*suspicious\s*The gradient is zero for 90 of 100 images\./)
    expect(panel).toMatch(/Deterministic logits\s*passed\s*Twice the same\./)
    expect(panel).toMatch(/Transfer\s*not run\s*No other run\./)
  })

  it('says so where nothing was checked, or could be', async () => {
    const { mark, panel } = await opened([])
    expect(mark.get('.mark').classes()).toContain('dim')
    expect(panel).toContain('Not checked.')
    mark.unmount()
    expect((await opened([aCheck('Transfer', 'not-run')])).panel).toContain('None of the checks could be run.')
  })
})
