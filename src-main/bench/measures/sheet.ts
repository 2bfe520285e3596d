import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Evaluation, Progress } from '../../contract/index.ts'
import { median } from '../../core/median.ts'
import type { Host } from '../../host/create-host.ts'
import { Unavailable, type MeasureRequest } from '../request.ts'
import { inWorkspace } from './in-workspace.ts'
import { withHost } from './with-host.ts'

/** What the figures are told for. */
const told = 1000
const methods = ['gradient', 'guided-backpropagation', 'grad-cam', 'smooth-grad:samples=16']
/** The first images, in which models are loaded and methods compiled, are not multiplied. */
const firstImages = 32
/** What the window asks for when a sheet opens. */
const rowsOfPage = 200
const imagesInSight = 16
const openings = 3

/**
 * A sheet of misclassified images × four methods through a host and its engine: seconds for 1,000 images, reckoned from
 * fewer where a bench is brief (`fewerImages`); the engine's resident memory when all methods have run and at the end, and
 * how long the first page of the cached sheet takes from call to answer. The network is trained for one step, and so is
 * wrong on nearly all images.
 */
export function measureSheet(request: MeasureRequest): Promise<Record<string, number>> {
  return inWorkspace(async (workspace) => {
    const { evaluation, images } = await withHost(workspace, (host) => evaluateUntrained(host, request))
    const subject = { question: { evaluation, outcome: 'misclassified' as const, images }, methods }
    // A host of its own, whose only engine is the one that explains.
    const computed = await withHost(workspace, (host) => compute(host, subject))
    const opened: number[] = []
    for (let opening = 0; opening < openings; opening++) {
      opened.push(await withHost(workspace, (host) => openPage(host, subject)))
    }
    return { ...computed, pageMs: median(opened), ...(images.length < told ? { fewerImages: images.length } : {}) }
  })
}

interface Subject {
  readonly question: { readonly evaluation: string; readonly outcome: 'misclassified'; readonly images: number[] }
  readonly methods: string[]
}

/** As many misclassified images as are to be explained. */
async function evaluateUntrained(
  { client }: Host,
  { architecture, params, size, batch, explained }: MeasureRequest,
): Promise<{ evaluation: string; images: number[] }> {
  const validation = Math.max(64, 2 * explained)
  const base = {
    dataset: { id: 'shapes', params: { size, classes: 8, train: batch, validation } },
    architecture: { id: architecture, params: { ...params } },
    ...{ epochs: 1, batchSize: batch, monitor: { trainImages: 0, validationImages: 1 } },
  }
  const { runs } = await client.experiments.launch({ base, runs: [{ name: 'sheet' }], conditions: ['clean'] })
  const { id } = await evaluated(client, runs[0] ?? '')
  const { rows } = await client.evaluations.gallery({ evaluation: id, outcome: 'misclassified', limit: explained })
  if (rows.length < explained) throw new Unavailable(`only ${rows.length} images are misclassified`)
  return { evaluation: id, images: rows.map(({ image }) => image) }
}

async function evaluated(client: Host['client'], run: string): Promise<Evaluation> {
  for (;;) {
    const [evaluation] = await client.evaluations.list({ runs: [run] })
    if (evaluation?.state === 'done') return evaluation
    if (evaluation && ['failed', 'cancelled'].includes(evaluation.state)) throw new Error(evaluation.reason ?? '')
    await delay(100)
  }
}

async function compute({ client, bus }: Host, subject: Subject) {
  const count = subject.question.images.length
  const began = performance.now()
  const sinceBegan = (): number => (performance.now() - began) / 1000
  let first: { readonly seconds: number; readonly bytes: number | null } | null = null
  const stop = bus.subscribe('system.progress', (event) => {
    const { subject: task, done } = event as Progress
    if (task === 'bench' && done >= firstImages) first ??= { seconds: sinceBegan(), bytes: engineBytes() }
  })
  const { computed, failures } = await client.sheets.compute({ task: 'bench', ...subject })
  const seconds = sinceBegan()
  const endBytes = engineBytes()
  stop()
  if (computed !== count * methods.length || failures.length > 0) {
    throw new Error(failures[0]?.error.message ?? `Only ${computed} maps were computed.`)
  }
  const start = first ?? { seconds, bytes: endBytes }
  const rest = count > firstImages ? (seconds - start.seconds) / (count - firstImages) : 0
  const megabytes = (bytes: number | null): number => (bytes === null ? Number.NaN : bytes / 1e6)
  return {
    seconds: start.seconds + rest * (told - firstImages),
    startMegabytes: megabytes(start.bytes),
    endMegabytes: megabytes(endBytes),
  }
}

/** What a window waits for: rows, then their maps and pixels, while it is looked whether anything is missing. */
async function openPage({ client }: Host, { question, methods: shown }: Subject): Promise<number> {
  const [dataset] = await client.datasets.list({})
  const began = performance.now()
  const check = client.sheets.compute({ task: 'bench', question, methods: shown })
  const { rows } = await client.evaluations.gallery({ ...question, limit: rowsOfPage })
  const images = rows.slice(0, imagesInSight).map(({ image }) => image)
  const [maps] = await Promise.all([
    client.sheets.maps({ evaluation: question.evaluation, images, methods: shown }),
    client.datasets.images({ id: dataset?.id ?? '', split: 'validation', images }),
  ])
  const milliseconds = performance.now() - began
  if (maps.flat().some((map) => map === null)) throw new Error('A map of the cached sheet is missing.')
  await check
  return milliseconds
}

/** Resident memory of this process's children: the engine. null where the system does not tell. */
function engineBytes(): number | null {
  try {
    const statuses = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(readStatus)
    const own = statuses.filter((status) => Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1]) === process.pid)
    return own.reduce((sum, status) => sum + 1024 * Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0), 0)
  } catch {
    return null
  }
}

/** Empty where the process has ended. */
function readStatus(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}
