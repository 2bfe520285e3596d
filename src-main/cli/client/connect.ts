import { setTimeout as wait } from 'node:timers/promises'
import { AppError, contract, createClient, type Client } from '../../contract/index.ts'

export interface Connection {
  readonly client: Client
  /** The address of the interface, token included. */
  readonly url: string
  /** What a person should know of where the workspace lies, from an own host; null where all is well. */
  readonly notice: string | null
  /** Whether the host runs in this process and ends with it. */
  readonly isOwn: boolean
  /** Resolves when the host went away by itself, or a client asked it to end. */
  readonly closed: Promise<void>
  close(): Promise<void>
}

export interface ConnectOptions {
  readonly workspace: string
  readonly programFolder: string
  /** Whether an own host takes up what waits in the queue; commands that only read leave it. */
  readonly startsQueue: boolean
  readonly port?: number | undefined
  /** The address at which an own host listens; default 127.0.0.1. */
  readonly host?: string | undefined
  /** What an own host calls its machine. */
  readonly machine?: string | undefined
  /** Where a browser may name paths, if the host is an own one. */
  readonly dataRoot?: string | undefined
}

const attempts = 20
const retryMs = 250

/** Attaches to the host that works on the workspace; where there is none, runs one in this process. */
export async function connect(options: ConnectOptions): Promise<Connection> {
  for (let attempt = 1; ; attempt++) {
    const attached = await attach(options.workspace)
    if (attached) return attached
    try {
      return await startOwnHost(options)
    } catch (error) {
      // Another host is just starting or ending: its address is not there yet, or its lock still is.
      if (!(error instanceof AppError) || error.code !== 'conflict' || attempt === attempts) throw error
      await wait(retryMs)
    }
  }
}

/** The host that the workspace's lock file names; null where there is none. */
export async function attach(workspace: string): Promise<Connection | null> {
  const [{ readAddress }, { workspaceAt }] = await Promise.all([
    import('../../host/lock.ts'),
    import('../../host/workspace.ts'),
  ])
  const address = readAddress(workspaceAt(workspace))
  if (!address) return null
  const { connectToHost } = await import('../../host/socket-transport.ts')
  try {
    const transport = await connectToHost(address)
    return {
      client: createClient(contract, transport),
      url: `http://127.0.0.1:${address.port}/?token=${address.token}`,
      notice: null,
      isOwn: false,
      closed: transport.closed,
      async close() {
        transport.close()
        await transport.closed
      },
    }
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-found') return null
    throw error
  }
}

/** Throws `conflict` where another host works on the workspace. */
export async function startOwnHost(options: ConnectOptions): Promise<Connection> {
  const { createHost } = await import('../../host/create-host.ts')
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  const host = await createHost({
    workspace: options.workspace,
    programFolder: options.programFolder,
    port: options.port ?? 0,
    host: options.host,
    machine: options.machine,
    dataRoot: options.dataRoot,
    startsQueue: options.startsQueue,
    onShutdown: resolve,
  })
  return { client: host.client, url: host.url, notice: host.notice, isOwn: true, closed, close: host.close }
}
