import type { Page } from 'playwright-core'
import type { Client } from '../../src-main/contract/index.ts'

export const themes = ['light', 'dark'] as const
export type Theme = (typeof themes)[number]

export interface Screen {
  /** Of its picture and of its mock-up, where there is one. */
  readonly name: string
  /** The part of the address after `#`. */
  readonly address: string
  /** Waits until everything that takes its time is drawn. */
  ready?(page: Page): Promise<unknown>
}

/** Every screen of a workspace that holds the sample experiment, with something to see on each. */
export async function findScreens({ runs, evaluations }: Client): Promise<Screen[]> {
  const all = (await runs.list({})).toSorted((a, b) => a.createdAt - b.createdAt)
  const [base, other] = all
  if (!base || !other) throw new Error(`Expected a workspace with two runs: found ${all.length}.`)
  const done = (await evaluations.list({ runs: [other.id] })).filter(({ state }) => state === 'done')
  // The condition with most to see: where the fewest images are right.
  const hardest = done.toSorted((a, b) => (a.correct ?? 0) / a.n - (b.correct ?? 0) / b.n)[0]
  if (!hardest) throw new Error('Expected an evaluated run: found none.')
  const { rows } = await evaluations.gallery({
    evaluation: hardest.id,
    sort: 'confidence',
    isDescending: true,
    limit: 1,
  })
  const image = rows[0]?.image
  if (image === undefined) throw new Error('Expected a misclassified image: found none.')

  const pair = `runs=${base.id},${other.id}`
  const noComputation = (page: Page) =>
    page.waitForFunction(() => !/Computing|Starting|Reading/.test(document.querySelector('main')?.textContent ?? ''))
  const showTrainingSaw = async (page: Page) => {
    const crops = page.getByRole('region', { name: /^Crops of/ })
    await crops.waitFor()
    await crops.scrollIntoViewIfNeeded()
    await noComputation(page)
  }
  return [
    { name: 'runs', address: `/runs?${pair}` },
    { name: 'run', address: `/runs/${other.id}` },
    { name: 'new-run', address: '/new', ready: noComputation },
    { name: 'compare', address: `/compare?${pair}` },
    { name: 'misclassified', address: `/misclassified?evaluation=${hardest.id}&${pair}`, ready: noComputation },
    { name: 'misclassified-image', address: `/misclassified/${hardest.id}/${image}?${pair}`, ready: noComputation },
    {
      name: 'sheet',
      address: `/misclassified/sheet?evaluation=${hardest.id}&${pair}`,
      async ready(page) {
        await page.locator('[data-image] .range', { hasText: / to / }).first().waitFor()
        await noComputation(page)
      },
    },
    { name: 'training-saw', address: `/misclassified/${hardest.id}/${image}?${pair}&saw=1`, ready: showTrainingSaw },
    { name: 'study-figure', address: `/chen-2020?${pair}&classes=0,1,2`, ready: noComputation },
    {
      name: 'perturbation-viewer',
      address: `/misclassified/${hardest.id}/${image}?perturb=fgsm:epsilon=2/255&${pair}`,
      async ready(page) {
        const viewer = page.getByRole('region', { name: 'Perturbation viewer' })
        await viewer.getByText('Values changed').waitFor()
        await viewer.getByText('looking for it').waitFor({ state: 'detached' })
        await viewer.evaluate((element) => element.scrollIntoView())
      },
    },
    { name: 'datasets', address: '/datasets', ready: noComputation },
    { name: 'weights', address: '/weights' },
    { name: 'weights-catalogue', address: '/weights?tab=catalogue' },
    { name: 'settings', address: '/settings' },
    { name: 'help', address: '/help/attacks/pgd' },
  ]
}
