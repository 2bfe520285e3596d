import { join } from 'node:path'
import { diagnose } from './doctor.ts'
import { prepareRuntime } from './prepare.ts'

const root = join(__dirname, '../..')

if (process.argv[2] === 'doctor') console.log(JSON.stringify(diagnose(root)))
else prepare()

function prepare(): void {
  prepareRuntime(root, join(root, 'out/native'), (text) => console.log(text)).catch((error: unknown) => {
    console.error(error)
    process.exitCode = 1
  })
}
