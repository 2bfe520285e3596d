import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { tellFault } from '../contract/faults/index.ts'
import { asFileFault } from '../contract/file-faults.ts'
import { contract, createClient, withHint, type Client, type EngineStatus, type Transport } from '../contract/index.ts'
import { createEngine, type EngineOptions } from '../engine/client.ts'
import { asDatabaseError } from '../store/database-faults.ts'
import { openStore } from '../store/store.ts'
import { createBus, type Bus } from './bus.ts'
import { requireDataRoot } from './caller.ts'
import { completeConditions } from './complete-conditions.ts'
import type { HostContext } from './context.ts'
import { createDirectTransport } from './direct-transport.ts'
import { keepDailyCopy } from './daily-copy.ts'
import { createRunningImports } from './datasets/running-imports.ts'
import { createDispatch, type Dispatch } from './dispatch.ts'
import { createHandlers } from './handlers.ts'
import { createInteractiveLane } from './interactive-lane.ts'
import { createJournal } from './journal.ts'
import { createKeepLater } from './keep-later.ts'
import { lockWorkspace, type HostAddress } from './lock.ts'
import { createLog, type Log } from './log.ts'
import { logNotes } from './log-notes.ts'
import { createLoadMeter } from './measure-load.ts'
import { nameStoredClasses } from './name-classes.ts'
import { networkFileSystemOf } from './network-file-system.ts'
import { createQueue } from './queue.ts'
import { parseLogLine } from './read-log.ts'
import { recoverInterrupted } from './recover.ts'
import { reachableName } from './own-names.ts'
import { startServer } from './server.ts'
import { crashedSince, removeLeftovers } from './remove-leftovers.ts'
import { readSettings } from './services/settings.ts'
import { createWorkspace, defaultSettingsFile, workspaceAt } from './workspace.ts'

const loadIntervalMs = 2000

/** A training gives way to all that a person waits for, on two cores most of all: `DECISIONS.md`. */
const trainingNiceness = '5'

export interface HostOptions {
  /** The workspace's folder. */
  readonly workspace: string
  /** The folder that holds package.json, out/ and resources/. */
  readonly programFolder: string
  /** 0, the default, takes any free port. */
  readonly port?: number
  /** The address to listen at; default 127.0.0.1, which no other machine reaches. */
  readonly host?: string | undefined
  /** What this machine is called to those who come from others; default: its own name. */
  readonly machine?: string | undefined
  /** Another engine than out/main/engine.cjs. */
  readonly engineEntry?: string
  /** The user's own settings; default: in their configuration folder. */
  readonly settingsFile?: string
  /** Below this folder alone may a client in a browser name paths; without it, nowhere. */
  readonly dataRoot?: string | undefined
  readonly engineEnvironment?: Readonly<Record<string, string>>
  /** Whether to take up at once what waits in the queue; default true. A launch takes it up in any case. */
  readonly startsQueue?: boolean
  /** Parses replies against the contract too. */
  readonly checksReplies?: boolean
  /** Called when a client asked the host to end; without it, the host closes itself. */
  onShutdown?(): void
}

export interface Host {
  readonly dispatch: Dispatch
  readonly bus: Bus
  readonly log: Log
  readonly transport: Transport
  readonly client: Client
  readonly address: Omit<HostAddress, 'pid'>
  /** What a person should know of where the workspace lies; null where all is well. */
  readonly notice: string | null
  /** The address of the interface, token included. */
  readonly url: string
  /** Lets a running training write its checkpoint, then ends engine, server and database. */
  close(): Promise<void>
}

/** Locks the workspace, opens its database and starts queue and server. Throws an AppError where that cannot be. */
export async function createHost(options: HostOptions): Promise<Host> {
  const dataRoot = options.dataRoot === undefined ? null : requireDataRoot(options.dataRoot)
  const workspace = workspaceAt(options.workspace)
  createWorkspace(workspace)
  const lock = lockWorkspace(workspace)
  const crashed = crashedSince(workspace)
  const undo: (() => void)[] = [() => lock.release()]
  try {
    const log = createLog(workspace.logs)
    const bus = createBus(log)
    log.onLine((text) => {
      const line = parseLogLine(text)
      if (line) bus.emit('system', 'logged', line)
    })
    logNotes(bus, log)
    const notice = describePlace(workspace.folder)
    if (notice !== null) log.write('warning', notice)
    const store = openStore(workspace.database)
    undo.unshift(() => store.close())
    const context: HostContext = {
      workspace,
      programFolder: options.programFolder,
      version: readVersion(options.programFolder),
      machine: options.machine,
      settingsFile: options.settingsFile ?? defaultSettingsFile(),
      store,
      journal: createJournal(store, bus.emit),
      emit: bus.emit,
      log,
      now: Date.now,
    }
    await removeLeftovers(context, crashed)
    completeConditions(context)
    nameStoredClasses(context)
    recoverInterrupted(context, 'training')
    const engineOf = (engine: Omit<EngineOptions, 'entry'>) =>
      createEngine({
        ...engine,
        entry: options.engineEntry ?? join(options.programFolder, 'out', 'main', 'engine.cjs'),
        env: { ...options.engineEnvironment, ...engine.env },
      })
    const queue = createQueue(context, {
      lane: 'training',
      createEngine: (engine) => engineOf({ ...engine, env: { ADVERSARIUM_NICENESS: trainingNiceness } }),
    })
    const isTraining = (): boolean => queue.status.state === 'starting' || queue.status.state === 'busy'
    const lane = createInteractiveLane(context, {
      createEngine: engineOf,
      isTraining,
      threads: () => readSettings(context).interactiveThreads,
    })
    bus.subscribe('system.engineChanged', (status) => {
      if ((status as EngineStatus).lane === 'training' && isTraining()) lane.giveWay()
    })
    const shutdown = (): void => (options.onShutdown ? options.onShutdown() : void close())
    const imports = createRunningImports()
    const keepLater = createKeepLater(log)
    const startsQueue = options.startsQueue ?? true
    const handlers = createHandlers(context, { queue, lane, imports, keepLater, startsQueue, shutdown })
    const dispatch = createDispatch(context, handlers, { checksReplies: options.checksReplies ?? false })
    const token = randomBytes(32).toString('base64url')
    const server = await startServer({
      dispatch,
      bus,
      token,
      port: options.port ?? 0,
      ...(options.host === undefined ? {} : { host: options.host }),
      rendererFolder: join(options.programFolder, 'out', 'renderer'),
      dataRoot,
    })
    const address = { port: server.port, token, startedAt: context.now() }
    lock.publish(address)
    log.write('info', 'The host is ready.', { pid: process.pid, port: server.port, version: context.version })
    if (startsQueue) queue.wake()
    const dailyCopy = keepDailyCopy(context)
    const measureLoad = createLoadMeter(context.now)
    const loadTimer = setInterval(() => {
      const { busyWith } = queue
      const load = measureLoad(busyWith ?? null)
      if (busyWith !== undefined) bus.emit('system', 'loadMeasured', load)
    }, loadIntervalMs)

    let closing: Promise<void> | null = null
    const close = (): Promise<void> => {
      closing ??= (async () => {
        clearInterval(loadTimer)
        await Promise.all([queue.stop(), lane.stop(), imports.stop(), dailyCopy.stop()])
        await keepLater.stop()
        await server.close()
        store.close()
        lock.release()
        log.write('info', 'The host has ended.')
      })()
      return closing
    }
    const transport = createDirectTransport(dispatch, bus)
    const url = `http://${reachableName(options.host)}:${server.port}/?token=${token}`
    return { dispatch, bus, log, transport, client: createClient(contract, transport), address, notice, url, close }
  } catch (error) {
    for (const step of undo) step()
    throw asFileFault(asDatabaseError(error, workspace.database))
  }
}

function describePlace(folder: string): string | null {
  const type = networkFileSystemOf(folder)
  if (type === null) return null
  return withHint(tellFault('workspace-on-network', { folder, type }))
}

function readVersion(programFolder: string): string {
  const text = readFileSync(join(programFolder, 'package.json'), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}
