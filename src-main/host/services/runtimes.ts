import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { AppError, cancelled, errorCodes, RuntimeOffer } from '../../contract/index.ts'
import type { Caller } from '../caller.ts'
import type { HostContext } from '../context.ts'
import { tellTask, type Tasks } from '../tasks.ts'
import { askRuntime } from './doctor.ts'

type Context = Pick<HostContext, 'programFolder' | 'log' | 'emit' | 'now'>

const Line = z.union([
  z.object({ stage: z.enum(['fetching', 'unpacking']), done: z.number(), total: z.number() }),
  z.object({ offers: z.array(RuntimeOffer) }),
  z.object({ failed: z.object({ code: z.enum(errorCodes), message: z.string(), hint: z.string().optional() }) }),
])
const progressIntervalMs = 200

export const listRuntimes = async (context: Context): Promise<RuntimeOffer[]> =>
  z.array(RuntimeOffer).parse(await askRuntime(context, 'list'))

/** In a process of its own, as everything that knows runtimes: it unpacks gigabytes. A browser may not choose files. */
export async function installRuntime(
  context: Context,
  tasks: Tasks,
  { device, from, task }: { device: 'cpu' | 'gpu'; from: string | null; task: string },
  { dataRoot }: Caller,
): Promise<RuntimeOffer[]> {
  if (dataRoot !== undefined) {
    throw new AppError('unauthorized', 'A runtime cannot be installed from a browser.', {
      hint: `Install it in the window, or by "adversarium runtime install ${device}".`,
    })
  }
  return tasks.run(task, async (signal) => {
    const entry = join(context.programFolder, 'out', 'main', 'runtime.cjs')
    const words = ['install', device, ...(from === null ? [] : [from])]
    const child = spawn(process.execPath, [entry, ...words], { stdio: ['pipe', 'pipe', 'inherit'] })
    signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true })
    const ended = once(child, 'close')
    let offers: RuntimeOffer[] | null = null
    let failed: AppError | null = null
    let told = 0
    for await (const text of createInterface({ input: child.stdout })) {
      const line = Line.parse(JSON.parse(text))
      if ('offers' in line) offers = line.offers
      else if ('failed' in line)
        failed = new AppError(line.failed.code, line.failed.message, { hint: line.failed.hint })
      else if (context.now() - told > progressIntervalMs) {
        told = context.now()
        tellTask(context, task, { done: line.done, total: line.total, note: line.stage })
      }
    }
    await ended
    if (signal.aborted) throw cancelled()
    if (offers !== null) return offers
    throw failed ?? new AppError('internal', 'The installation of the runtime ended without a word.')
  })
}
