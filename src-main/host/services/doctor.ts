import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { AppError, DoctorReport } from '../../contract/index.ts'
import type { HostContext } from '../context.ts'

const timeoutMs = 60_000

type Context = Pick<HostContext, 'programFolder' | 'log'>

export const askDoctor = async (context: Context): Promise<DoctorReport> =>
  DoctorReport.parse(await askRuntime(context, 'doctor'))

/** Asks the runtime in a process of its own: it looks for compilers and cards, and waits for what they say. */
export async function askRuntime({ programFolder, log }: Context, question: 'doctor' | 'list'): Promise<unknown> {
  const entry = join(programFolder, 'out', 'main', 'runtime.cjs')
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [entry, question], { timeout: timeoutMs })
    return JSON.parse(stdout) as unknown
  } catch (error) {
    log.write('error', 'The doctor gave no answer.', { error })
    throw new AppError('internal', 'The doctor gave no answer.', {
      hint: 'The log holds its last words; "adversarium doctor" asks it in a terminal.',
      cause: error,
    })
  }
}
