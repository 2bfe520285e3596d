import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { AppError, DoctorReport } from '../../contract/index.ts'
import type { HostContext } from '../context.ts'

const timeoutMs = 60_000

/** Asks the runtime in a process of its own: it looks for compilers and cards, and waits for what they say. */
export async function askDoctor({
  programFolder,
  log,
}: Pick<HostContext, 'programFolder' | 'log'>): Promise<DoctorReport> {
  const entry = join(programFolder, 'out', 'main', 'runtime.cjs')
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [entry, 'doctor'], { timeout: timeoutMs })
    return DoctorReport.parse(JSON.parse(stdout))
  } catch (error) {
    log.write('error', 'The doctor gave no answer.', { error })
    throw new AppError('internal', 'The doctor gave no answer.', {
      hint: 'The log holds its last words; "adversarium doctor" asks it in a terminal.',
      cause: error,
    })
  }
}
