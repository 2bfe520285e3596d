import { join } from 'node:path'
import { AppError } from '../../contract/wire.ts'
import { diagnose } from './doctor.ts'
import { installRuntime, listRuntimes } from './install.ts'
import { prepareRuntime } from './prepare.ts'

const root = join(__dirname, '../..')
const [command, ...words] = process.argv.slice(2)

if (command === 'doctor') console.log(JSON.stringify(diagnose(root)))
else if (command === 'list') console.log(JSON.stringify(listRuntimes(root)))
else if (command === 'install') void install()
else prepare()

function prepare(): void {
  prepareRuntime(root, join(root, 'out/native'), (text) => console.log(text)).catch((error: unknown) => {
    console.error(error)
    process.exitCode = 1
  })
}

/** For the host: a line of JSON for each step, and at the end `offers`, or `failed` with what a person is told. */
async function install(): Promise<void> {
  const [device, from] = words
  const controller = new AbortController()
  process.once('SIGTERM', () => controller.abort())
  // The host that asked is gone.
  process.stdin.once('close', () => controller.abort()).resume()
  const tell = (line: object): boolean => process.stdout.write(`${JSON.stringify(line)}\n`)
  try {
    const { signal } = controller
    const request = { root, device: device === 'cpu' ? 'cpu' : 'gpu', from: from ?? null, signal } as const
    tell({ offers: await installRuntime({ ...request, onProgress: tell }) })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    tell({ failed: error.body })
  } finally {
    process.stdin.destroy()
  }
}
