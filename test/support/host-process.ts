// A host in a process of its own, to be killed: node host-process.ts <workspace> <engine>. Says its address when ready.
import { join } from 'node:path'
import { createHost } from '../../src-main/host/create-host.ts'

const [workspace = '', engineEntry = ''] = process.argv.slice(2)
const host = await createHost({ workspace, engineEntry, programFolder: join(import.meta.dirname, '../..') })
process.send?.(host.address)
