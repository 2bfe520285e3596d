import { join } from 'node:path'
import { prepareRuntime } from './prepare.ts'

const root = join(__dirname, '../..')

prepareRuntime(root, join(root, 'out/native'), (text) => console.log(text)).catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
