import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, isAbsolute } from 'node:path'
import { asWriteFault } from '../../contract/file-faults.ts'
import { AppError, Settings } from '../../contract/index.ts'
import type { Caller } from '../caller.ts'
import type { HostContext } from '../context.ts'

type Kept = Pick<HostContext, 'store' | 'settingsFile'>

/** The folder of TensorFlow is the user's own, for all workspaces and clones; the rest is the workspace's. */
export function readSettings({ store, settingsFile }: Kept): Settings {
  const { tensorflow } = readFile(settingsFile)
  const threads = Settings.shape.interactiveThreads.safeParse(store.settings.all()['interactiveThreads'])
  return {
    tensorflow: typeof tensorflow === 'string' ? tensorflow : null,
    interactiveThreads: threads.success ? threads.data : 2,
  }
}

/** Engines load code from the folder of TensorFlow, so a browser may not name one. */
export function setSettings(
  context: Kept & Pick<HostContext, 'journal'>,
  { tensorflow, interactiveThreads }: { [K in keyof Settings]?: Settings[K] | undefined },
  { dataRoot }: Caller = {},
): Settings {
  if (tensorflow !== undefined) {
    if (dataRoot !== undefined) {
      throw new AppError('unauthorized', 'The folder of TensorFlow cannot be chosen from a browser.', {
        hint: 'Choose it in the window, or set ADVERSARIUM_TENSORFLOW before the start.',
      })
    }
    if (tensorflow !== null) refuseOtherFolder(tensorflow)
    const { tensorflow: _before, ...others } = readFile(context.settingsFile)
    writeFile(context.settingsFile, tensorflow === null ? others : { ...others, tensorflow })
  }
  if (interactiveThreads !== undefined) {
    context.journal(() => context.store.settings.put('interactiveThreads', interactiveThreads))
  }
  return readSettings(context)
}

/** Whether all of it is there, the set-up finds out: it builds against it at the program's next start. */
function refuseOtherFolder(folder: string): void {
  const refuse = (why: string): AppError =>
    new AppError('invalid-input', `"tensorflow" must be the full path of a folder that holds libtensorflow: ${why}.`, {
      hint: 'For example <site-packages>/tensorflow. Leave it empty to look for TensorFlow.',
    })
  if (!isAbsolute(folder)) throw refuse(`got "${folder}"`)
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch (error) {
    throw refuse((error as Error).message)
  }
  if (!names.some((name) => name.startsWith('libtensorflow'))) throw refuse(`there is none in ${folder}`)
}

function readFile(path: string): Readonly<Record<string, unknown>> {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function writeFile(path: string, content: object): void {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(temporary, `${JSON.stringify(content, null, 2)}\n`)
    renameSync(temporary, path)
  } catch (error) {
    throw asWriteFault(error, `the settings in ${path}`, 'set them again')
  }
}
