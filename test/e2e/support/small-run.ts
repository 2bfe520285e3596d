import type { Page } from 'playwright-core'
import {
  contract,
  createClient,
  type Client,
  type Desktop,
  type ExperimentConfigInput,
  type Reply,
  type Run,
} from '../../../src-main/contract/index.ts'
import { connectToHost } from '../../../src-main/host/socket-transport.ts'
import { serveHost, temporaryWorkspace, type ServedHost } from './serve-host.ts'

/** Speaks to a host beside the interface: to prepare what a test is not about. */
export async function withClient<T>(host: ServedHost, work: (client: Client) => Promise<T>): Promise<T> {
  const token = new URL(host.url).searchParams.get('token') ?? ''
  const transport = await connectToHost({ port: host.port, token })
  try {
    return await work(createClient(contract, transport))
  } finally {
    transport.close()
    await transport.closed
  }
}

/** Keeps the window from starting the sample in this workspace, which would run before anything else. */
export async function skipFirstStart(workspace: string): Promise<void> {
  const host = await serveHost({ workspace })
  await withClient(host, ({ system }) => system.setPreference({ key: 'first-start', value: true }))
  await host.stop()
}

/** A workspace whose one run goes on as soon as a host opens it. */
export async function workspaceWithRun(config: ExperimentConfigInput): Promise<string> {
  const host = await serveHost({ workspace: temporaryWorkspace() })
  await withClient(host, (client) => client.experiments.launch(config))
  await host.stop()
  return host.workspace
}

/** Asks the host through the window's own bridge, as its page does. */
export function askFromPage(page: Page, path: string, input: object): Promise<Reply> {
  return page.evaluate(
    ([name, value]) => {
      const { adversarium } = globalThis as unknown as { adversarium: Desktop }
      return adversarium.call(name, value)
    },
    [path, input] as const,
  )
}

export async function readRuns(page: Page): Promise<Run[]> {
  const reply = await askFromPage(page, 'runs.list', {})
  if (!reply.ok) throw new Error(reply.error.message)
  return reply.value as Awaited<ReturnType<Client['runs']['list']>>
}

/** A run on generated shapes that trains for as long as a test wants it to. */
export const longRun: ExperimentConfigInput = {
  name: 'long',
  base: {
    dataset: { id: 'shapes', params: { train: 640, validation: 64 } },
    architecture: { id: 'small-cnn', params: {} },
    epochs: 2000,
    monitor: { trainImages: 20, validationImages: 20 },
  },
  runs: [{ name: 'long' }],
  conditions: [{ id: 'clean', params: {} }],
}
