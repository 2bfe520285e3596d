// The host as the desktop forks it: node run-host.ts --workspace <folder> [--mend <what>].
import { join } from 'node:path'
import { runHost } from '../../src-main/host/run-host.ts'

await runHost(process.argv.slice(2), join(import.meta.dirname, '../../out/main'))
