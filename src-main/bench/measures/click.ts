import { setTimeout as wait } from 'node:timers/promises'
import type { Evaluation, RunConfigInput } from '../../contract/index.ts'
import { median } from '../../core/median.ts'
import type { Host } from '../../host/create-host.ts'
import type { MeasureRequest } from '../request.ts'
import { inWorkspace } from './in-workspace.ts'
import { configOf } from './setting.ts'
import { withHost } from './with-host.ts'

/** Images that are opened one after another for each second that was asked for; each is asked for once. */
const clicksPerSecond = 10
const warmUp = 6
/** So long a person looks at one. */
const lookMs = 120
const layers = ['gradient:sign=positive', 'gradient:sign=negative']
const sheetMethods = ['gradient', 'guided-backpropagation', 'grad-cam', 'smooth-grad:samples=16']

/**
 * From the click on an image to its first map, as the window asks for it: both default maps at once, of a clean
 * evaluation and of one under FGSM in turn. Alone, beside a sheet that is computed, and beside a training.
 */
export function measureClick(request: MeasureRequest): Promise<Record<string, number>> {
  return inWorkspace((workspace) => withHost(workspace, (host) => measureClickIn(host, request)))
}

async function measureClickIn(host: Host, request: MeasureRequest): Promise<Record<string, number>> {
  const clicks = Math.max(4, Math.round(clicksPerSecond * request.seconds))
  const evaluations = await evaluatedRun(host, request, 3 * (clicks + warmUp))
  let image = 0
  const series = async (name: string): Promise<Record<string, number>> => {
    const times: number[] = []
    for (let i = -warmUp; i < clicks; i++) {
      const evaluation = evaluations[i & 1] as Evaluation
      const ms = await click(host, evaluation.id, image++)
      if (i >= 0) times.push(ms)
      await wait(lookMs)
    }
    return { [`${name}Median`]: median(times), [`${name}P95`]: percentile95(times) }
  }
  const alone = await series('alone')
  const computing = computeSheet(host, evaluations[0] as Evaluation)
  const besideSheet = await series('sheet')
  await host.client.tasks.cancel({ task: 'sheet' })
  await computing
  await startTraining(host, request)
  return { ...alone, ...besideSheet, ...(await series('training')) }
}

/** The least value that 95 % of them reach at most. */
const percentile95 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(0.95 * values.length) - 1] ?? Number.NaN

async function click({ client }: Host, evaluation: string, image: number): Promise<number> {
  const start = performance.now()
  const maps = layers.map((method) =>
    client.evaluations.explain({ task: `click-${image}`, evaluation, image, input: 'seen', method }),
  )
  await Promise.race(maps)
  const ms = performance.now() - start
  await Promise.all(maps)
  return ms
}

const isDone = ({ state }: Pick<Evaluation, 'state'>): boolean => state === 'done'

async function evaluatedRun({ client }: Host, request: MeasureRequest, images: number): Promise<Evaluation[]> {
  const { runs } = await client.experiments.launch({
    base: baseOf(request, 2 * request.batch, images, 1),
    runs: [{ name: 'looked at' }],
    conditions: ['clean', 'fgsm:epsilon=2/255'],
  })
  for (;;) {
    const evaluations = await client.evaluations.list({ runs })
    if (evaluations.length === 2 && evaluations.every(isDone)) return evaluations
    const failed = evaluations.find(({ state }) => state === 'failed' || state === 'cancelled')
    if (failed) throw new Error(`The evaluation ${failed.state}: ${failed.reason}`)
    await wait(200)
  }
}

/** Another run, which goes on until the host is closed; resolves when it has taken some steps. */
async function startTraining({ client }: Host, request: MeasureRequest): Promise<void> {
  const { runs } = await client.experiments.launch({
    base: baseOf(request, 200 * request.batch, 16, 1000),
    runs: [{ name: 'beside' }],
    conditions: [],
  })
  const [id = ''] = runs
  while ((await client.runs.get({ id })).step < 3) await wait(100)
}

const computeSheet = ({ client }: Host, { id }: Evaluation): Promise<unknown> =>
  client.sheets
    .compute({ task: 'sheet', question: { evaluation: id, outcome: 'all' }, methods: sheetMethods })
    .catch(() => undefined)

function baseOf(request: MeasureRequest, train: number, validation: number, epochs: number): RunConfigInput {
  const { size, classes } = request
  const params = { size, train, validation, classes: Math.min(classes, 8) }
  return { ...configOf(request), dataset: { id: 'shapes', params }, epochs }
}
